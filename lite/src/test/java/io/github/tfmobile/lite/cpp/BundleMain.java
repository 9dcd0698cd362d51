package io.github.tfmobile.lite.cpp;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.lite.generate.MicroMethods;
import io.github.tfmobile.lite.runtime.RegisteredOps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Prints a table as it is bundled, from {@code register.cc} or {@code micro_mutable_op_resolver.h}. */
public final class BundleMain {

    private BundleMain() {}

    /**
     * Prints the table.
     *
     * @param args the source, and what it is from
     */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        String source = InputFiles.text(file, MicroResolverSource.LARGEST, StandardCharsets.UTF_8);
        System.out.println("# " + file.getFileName() + " of " + args[1]);
        if (file.toString().endsWith(".h")) {
            MicroMethods methods = MicroResolverSource.read(source);
            methods.builtin().forEach((op, method) -> System.out.println("builtin " + method + " " + op));
            methods.custom().forEach((op, method) -> System.out.println("custom " + method + " " + op));
        } else {
            RegisteredOps ops = RegisterSource.read(source);
            ops.builtin().forEach((op, range) -> System.out.println(op + " " + range.lowest() + " " + range.highest()));
            ops.custom().forEach((op, function) -> System.out.println("custom " + op + " " + function));
        }
    }
}
