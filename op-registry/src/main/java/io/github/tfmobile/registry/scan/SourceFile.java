package io.github.tfmobile.registry.scan;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One source file of a tree. */
final class SourceFile {

    /** Where the sources of the C++ runtime are; the others are tools, other languages and other runtimes. */
    private static final List<String> RUNTIME =
            List.of("tensorflow/core/", "tensorflow/c/", "tensorflow/cc/", "tensorflow/contrib/");

    /** Path relative to the root of the tree, with {@code /}. */
    final String path;

    /** Where it is. */
    final Path location;

    /** Numbers the files of a tree from 0, in the order of their paths. */
    final int index;

    /** The content. */
    byte[] text = new byte[0];

    /** Whether it was read. */
    boolean parsed;

    /** What its text says. */
    TextFacts facts = TextFacts.NONE;

    Item[] items = {};

    /** The macro whose definition makes the file empty when it is included again. */
    @Nullable
    Symbol guard;

    /** Whether it says {@code #pragma once}. */
    boolean once;

    SourceFile(String path, Path location, int index) {
        this.path = path;
        this.location = location;
        this.index = index;
    }

    /** Whether a compiler is called with this file. What TensorFlow brings along registers nothing. */
    boolean isUnit() {
        return path.startsWith("tensorflow/") && (path.endsWith(".cc") || path.endsWith(".cpp"));
    }

    /**
     * Whether the file may be linked into the C++ runtime, so that what it includes is of interest even when it registers
     * nothing itself.
     */
    boolean isRuntime() {
        return isUnit()
                && RUNTIME.stream().anyMatch(path::startsWith)
                && !path.endsWith("_test.cc")
                && !path.contains("/testdata/");
    }

    @Override
    public String toString() {
        return path;
    }
}
