package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One source file of a tree. */
public final class CppFile {

    /** Where the sources of the C++ runtime are; the others are tools, other languages and other runtimes. */
    private static final List<String> RUNTIME =
            List.of("tensorflow/core/", "tensorflow/c/", "tensorflow/cc/", "tensorflow/contrib/");

    /** Path relative to the root of the tree, with {@code /}. */
    public final String path;

    /** Where it is. */
    final Path location;

    /** Numbers the files of a tree from 0, in the order of their paths. */
    public final int index;

    /** The content. */
    public byte[] text = new byte[0];

    /** Whether it was read. */
    public boolean parsed;

    /** What its text says; null as long as nobody wanted to know. */
    @Nullable
    volatile TextFacts facts;

    /** The hashes of the names that it may define in its text. */
    int[] defined = {};

    /** Whether it may define names in its text that are not among {@link #defined}. */
    boolean definesOthers;

    /** Whether a name in its text goes on behind a line splice. */
    boolean spliced;

    public SourceFragment[] items = {};

    /** The macro whose definition makes the file empty when it is included again. */
    @Nullable
    public Symbol guard;

    /** Whether it says {@code #pragma once}. */
    public boolean once;

    public CppFile(String path, Path location, int index) {
        this.path = path;
        this.location = location;
        this.index = index;
    }

    /** Whether it registers through the C API. */
    public boolean callsApi() {
        TextFacts known = facts;
        return known != null && known.callsApi();
    }

    /** Whether a compiler is called with this file. What TensorFlow brings along registers nothing. */
    public boolean isUnit() {
        return path.startsWith("tensorflow/") && (path.endsWith(".cc") || path.endsWith(".cpp"));
    }

    /**
     * Whether the file may be linked into the C++ runtime, so that what it includes is of interest even when it registers
     * nothing itself.
     */
    public boolean isRuntime() {
        return isUnit() && isOfRuntime(path) && !path.endsWith("_test.cc") && !path.contains("/testdata/");
    }

    /** Whether a file is among the sources of the C++ runtime. */
    public static boolean isOfRuntime(String path) {
        for (String directory : RUNTIME) {
            if (path.startsWith(directory)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return path;
    }
}
