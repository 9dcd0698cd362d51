package io.github.tfmobile.registry.binary;

import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.file.RegistryFile;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Compares published libraries with a registry and writes their kernel classes to a file: {@code REGISTRY FILE LIBRARY...},
 * where the registry is a file or a bundled release. {@code benchmarks/witness.sh} runs it.
 */
final class LibraryWitness {

    private LibraryWitness() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        Registry registry = Files.exists(file) ? RegistryFile.read(file) : BundledRegistries.load(args[0]);
        List<Path> libraries =
                Arrays.stream(args).skip(2).map(Path::of).sorted().toList();
        LibraryTexts texts = LibraryTexts.of(libraries, registry);
        texts.write(Path.of(args[1]));
        for (String abi : texts.abis()) {
            for (Types types : Types.values()) {
                Target target = Target.of(Platform.ANDROID, types);
                LibraryComparison compared = LibraryComparison.of(texts, abi, registry, target);
                System.out.printf(
                        "%s %s: %d files linked, %d of %d classes found, %d unexplained%n",
                        abi,
                        target,
                        compared.linked().size(),
                        compared.found().size(),
                        compared.expected().size(),
                        compared.unexplained().size());
                if (types == Types.DEFAULT) {
                    compared.missing().forEach(text -> System.out.println("  missing: " + text));
                    compared.unexplained().forEach(text -> System.out.println("  unexplained: " + text));
                    StockList stock = StockList.stock(registry, Platform.ANDROID);
                    LibraryComparison.Stock files = compared.against(stock, registry, target);
                    System.out.printf("  of %s %d files are linked%n", stock.name(), files.both());
                    files.notLinked().forEach(f -> System.out.println("  listed and not linked: " + f));
                    files.notListed().forEach(f -> System.out.println("  linked and not listed: " + f));
                }
            }
        }
    }
}
