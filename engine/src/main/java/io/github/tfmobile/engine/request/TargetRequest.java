package io.github.tfmobile.engine.request;

import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.registry.target.Target;
import java.nio.file.Path;
import java.util.List;

/**
 * What the models must run on.
 *
 * @param name its name; empty for the only target
 * @param registry where the registry comes from
 * @param target the target
 * @param kernels which kernels the target's build contains
 * @param includes what it contains besides what the models show
 */
public record TargetRequest(
        String name, RegistrySource registry, Target target, Kernels kernels, List<Include> includes) {

    /** Copies the list. */
    public TargetRequest {
        includes = List.copyOf(includes);
    }

    /** Where the registry comes from. */
    public sealed interface RegistrySource {

        /** A bundled release. */
        record Bundled(String version) implements RegistrySource {}

        /** A TensorFlow source tree. */
        record Tree(Path root) implements RegistrySource {}

        /** A registry file. */
        record RegistryFileSource(Path file) implements RegistrySource {}
    }

    /** Which kernels the target's build contains. */
    public sealed interface Kernels {

        /** Whatever the source tree can build. */
        record Available() implements Kernels {}

        /** What the unmodified mobile build contains. */
        record Stock() implements Kernels {}

        /** A project's own op list. */
        record OpList(Path file) implements Kernels {}
    }
}
