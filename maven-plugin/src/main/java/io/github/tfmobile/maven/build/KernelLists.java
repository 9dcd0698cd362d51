package io.github.tfmobile.maven.build;

import io.github.tfmobile.codegen.requirement.KernelList;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.target.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** interim. */
final class KernelLists {
    private KernelLists() {}

    static KernelList of(Registry registry, Path file, String name, Consumer<String> warn) {
        return KernelList.of(name, List.of());
    }

    static KernelList stock(Registry registry, Target target, Consumer<String> warn) {
        return KernelList.stock(List.of());
    }
}
