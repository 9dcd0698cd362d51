package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which kernels the build of a target contains: what the user named, and what reads it. */
public sealed interface KernelSource {

    /** The dtypes that such a build registers when the user says nothing else. */
    default Types types() {
        return Types.SELECTIVE;
    }

    /** Whether it is a list of the user's own, who can mend it. */
    default boolean isOwn() {
        return false;
    }

    /**
     * Finds out before any work is done what would fail after it.
     *
     * @throws ProblemException if there is no such list
     */
    default void check() throws ProblemException {}

    /**
     * The list of source files that the build compiles; null where it compiles whatever is needed.
     *
     * @throws ProblemException if it cannot be read, or the registry has no such list
     */
    @Nullable
    StockList list(Registry registry, Platform platform) throws ProblemException;

    /** Whatever the source tree can build. */
    record Available() implements KernelSource {

        @Override
        public @Nullable StockList list(Registry registry, Platform platform) {
            return null;
        }
    }

    /** What the unmodified mobile build contains. */
    record Stock() implements KernelSource {

        @Override
        public Types types() {
            return Types.DEFAULT;
        }

        @Override
        public StockList list(Registry registry, Platform platform) throws ProblemException {
            return StockList.stock(registry, platform);
        }
    }

    /** A project's own op list. */
    record OpList(Path file) implements KernelSource {

        @Override
        public boolean isOwn() {
            return true;
        }

        @Override
        public void check() throws ProblemException {
            StockList.read(file);
        }

        @Override
        public StockList list(Registry registry, Platform platform) throws ProblemException {
            return StockList.read(file);
        }
    }
}
