package io.github.tfmobile.codegen.output;

import java.nio.file.Path;

/**
 * One file of an output.
 *
 * @param root where its path starts
 * @param path where it goes below the root, with {@code /} between names
 * @param text the whole content, written as UTF-8
 */
public record GeneratedFile(Root root, String path, String text) {

    /** Where a path starts. */
    public enum Root {
        /** The output directory of the build. */
        OUTPUT_DIRECTORY,
        /** The source root of generated Java. */
        JAVA_SOURCES
    }

    /** A file below the output directory. */
    public static GeneratedFile of(String path, String text) {
        return new GeneratedFile(Root.OUTPUT_DIRECTORY, path, text);
    }

    /** A Java source file. */
    public static GeneratedFile java(String path, String text) {
        return new GeneratedFile(Root.JAVA_SOURCES, path, text);
    }

    /**
     * The path on disk.
     *
     * @param output the output directory
     * @param javaSources the source root of generated Java
     */
    public Path resolve(Path output, Path javaSources) {
        return switch (root) {
            case OUTPUT_DIRECTORY -> output.resolve(path);
            case JAVA_SOURCES -> javaSources.resolve(path);
        };
    }
}
