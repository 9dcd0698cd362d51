package io.github.tfmobile.registry;

import io.github.tfmobile.registry.target.Platform;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Something that a source file includes and that builds for some platforms do not have.
 *
 * @param kind what it is
 * @param name the library, as in {@code re2}; for a generated header the line that the makefile's list lacks, or the
 *     proto that Bazel's mobile library does not depend on, as in {@code
 *     tensorflow/core/protobuf/data/experimental/snapshot.proto}
 * @param header the header that the file includes, directly or not
 * @param platforms the platforms whose builds do not have it
 */
public record MissingDependency(Kind kind, String name, String header, SortedSet<Platform> platforms) {

    /** What is missing. */
    public enum Kind {
        /** A third-party library, or one that is not known. */
        LIBRARY,
        /** A header that is generated from a proto. */
        PROTO
    }

    /** Copies the set. */
    public MissingDependency {
        platforms = Collections.unmodifiableSortedSet(new TreeSet<>(platforms));
    }
}
