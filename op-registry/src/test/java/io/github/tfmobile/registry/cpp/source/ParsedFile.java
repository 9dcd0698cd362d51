package io.github.tfmobile.registry.cpp.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file that is split into fragments, in a tree without other files. */
public record ParsedFile(CppFile file, SourceTree tree, List<SourceFragment> problems) {

    /** A file of this text, one byte a character. */
    public static ParsedFile of(String text) {
        try {
            Path root = Files.createTempDirectory("tree");
            SourceTree tree = SourceTree.list(root);
            Files.delete(root);
            CppFile file = new CppFile("tensorflow/core/kernels/file.cc", Path.of("file.cc"), 0);
            file.text = text.getBytes(StandardCharsets.ISO_8859_1);
            return new ParsedFile(file, tree, SourceParser.parse(file, tree, tree.symbols));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kinds of the fragments in their order. */
    List<SourceFragment.Kind> kinds() {
        return List.of(file.items).stream().map(fragment -> fragment.kind).toList();
    }

    /** The text of the fragments of text, and the tokens of those that were taken apart. */
    List<String> texts() {
        return List.of(file.items).stream()
                .filter(fragment ->
                        fragment.kind == SourceFragment.Kind.TEXT || fragment.kind == SourceFragment.Kind.TOKENS)
                .map(fragment -> fragment.kind == SourceFragment.Kind.TEXT
                        ? new String(
                                        file.text,
                                        fragment.start,
                                        fragment.end - fragment.start,
                                        StandardCharsets.ISO_8859_1)
                                .strip()
                        : fragment.tokens.toString())
                .toList();
    }
}
