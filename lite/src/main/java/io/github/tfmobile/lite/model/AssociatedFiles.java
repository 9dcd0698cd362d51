package io.github.tfmobile.lite.model;

import io.github.tfmobile.common.file.InputFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The zip archive, with labels for instance, that may follow a model in its file. */
final class AssociatedFiles {

    private AssociatedFiles() {}

    /** The names of its files; none when nothing or something else follows. */
    static List<String> of(Path file) throws IOException {
        try (ZipFile zip = InputFiles.zip(file)) {
            return zip.stream().map(ZipEntry::getName).toList();
        } catch (ZipException | IllegalArgumentException e) {
            return List.of(); // what follows a model is not the runtime's business
        }
    }
}
