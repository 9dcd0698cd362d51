package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.build.RegistryBuilder;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.file.BundledRegistries.Neighbours;
import io.github.tfmobile.registry.file.RegistryFile;
import io.github.tfmobile.registry.scan.TreeScanner;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Where the registry of a target comes from: what the user named, and what reads it. */
public sealed interface RegistrySource {

    /** What is wrong with it, as far as its name tells. */
    default Optional<Problem> problem() {
        return Optional.empty();
    }

    /**
     * Finds out before any work is done what would fail after it, without reading the registry.
     *
     * @throws ProblemException if there is none
     */
    default void check() throws ProblemException {}

    /** Whether a look into it, which takes no time to speak of, may show that it is wrong. */
    default boolean isWorthALook() {
        return false;
    }

    /**
     * Reads it.
     *
     * @param defines the macros of the target beyond its profile
     * @throws ProblemException if it cannot be read
     */
    Registry read(SortedSet<String> defines, Progress progress) throws ProblemException;

    /** Whether the user named it; otherwise it stands for none. */
    default boolean isNamed() {
        return true;
    }

    /** The bundled releases that answer for one between them; null where the release itself is known. */
    default @Nullable Neighbours between() {
        return null;
    }

    /** The source tree, where there is one to look at. */
    default @Nullable Path tree() {
        return null;
    }

    /**
     * A bundled release, or one between two that are.
     *
     * @param isNamed whether the user names it
     */
    record Bundled(String version, boolean isNamed) implements RegistrySource {

        @Override
        public Optional<Problem> problem() {
            return BundledRegistries.problem(version);
        }

        @Override
        public Registry read(SortedSet<String> defines, Progress progress) throws ProblemException {
            Neighbours between = between();
            return between == null ? BundledRegistries.load(version) : BundledRegistries.load(between.before());
        }

        @Override
        public @Nullable Neighbours between() {
            return BundledRegistries.neighbours(version).orElse(null);
        }
    }

    /** A TensorFlow source tree. */
    record Tree(Path root) implements RegistrySource {

        @Override
        public void check() throws ProblemException {
            TreeScanner.requireTree(root);
        }

        @Override
        public Registry read(SortedSet<String> defines, Progress progress) throws ProblemException {
            return RegistryBuilder.build(root, "", "", defines, progress);
        }

        @Override
        public Path tree() {
            return root;
        }
    }

    /** A registry file that a scan wrote. */
    record ScannedFile(Path file) implements RegistrySource {

        @Override
        public boolean isWorthALook() {
            return true;
        }

        @Override
        public Registry read(SortedSet<String> defines, Progress progress) throws ProblemException {
            return RegistryFile.read(file);
        }
    }
}
