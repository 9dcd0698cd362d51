package io.github.tfmobile.engine.request;

import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.codegen.target.LiteLayout;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.cpp.MicroResolverSource;
import io.github.tfmobile.lite.generate.MicroMethods;
import io.github.tfmobile.lite.runtime.LiteRuntime;
import io.github.tfmobile.registry.target.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the models must run on.
 *
 * @param name its name; empty for the only target
 * @param registry where the registry comes from
 * @param target the target
 * @param kernels which kernels the target's build contains
 * @param includes what it contains besides what the models show
 * @param lite what runs TensorFlow Lite models
 */
public record TargetRequest(
        String name, RegistrySource registry, Target target, KernelSource kernels, List<Include> includes, Lite lite) {

    /** Copies the list. */
    public TargetRequest {
        includes = List.copyOf(includes);
    }

    /**
     * What runs TensorFlow Lite models.
     *
     * @param runtime the runtime that the app ships; null when it is not said
     * @param layout where its sources lie
     * @param customOps the custom ops that the app registers itself
     * @param micro TensorFlow Lite for Microcontrollers, where that is the runtime
     * @param namespace the namespace of generated C++; empty for none
     */
    public record Lite(
            @Nullable LiteRuntime runtime,
            LiteLayout layout,
            SortedSet<String> customOps,
            @Nullable Micro micro,
            String namespace) {

        /** Copies the set. */
        public Lite {
            customOps = new TreeSet<>(customOps);
        }
    }

    /** Where the ops of TensorFlow Lite for Microcontrollers are read from. */
    public sealed interface Micro {

        /**
         * Reads them.
         *
         * @throws ProblemException if they cannot be read
         */
        MicroMethods methods() throws ProblemException;

        /** The bundled revision. */
        record Bundled() implements Micro {

            @Override
            public MicroMethods methods() {
                return MicroMethods.bundled();
            }
        }

        /** A {@code micro_mutable_op_resolver.h}. */
        record Header(Path file) implements Micro {

            @Override
            public MicroMethods methods() throws ProblemException {
                return MicroResolverSource.read(file);
            }
        }
    }
}
