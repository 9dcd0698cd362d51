package io.github.tfmobile.registry.scan;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One source file of a tree. */
final class SourceFile {

    /** Path relative to the root of the tree, with {@code /}. */
    final String path;

    /** Where it is. */
    final Path location;

    /** Numbers the files of a tree from 0, in the order of their paths. */
    final int index;

    /** The content. */
    byte[] text = new byte[0];

    List<Item> items = List.of();

    /** The macro whose definition makes the file empty when it is included again. */
    @Nullable
    Symbol guard;

    /** Whether its text registers through the C API. */
    boolean callsApi;

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

    @Override
    public String toString() {
        return path;
    }
}
