package io.github.tfmobile.common.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Folders that were made for files which are gone. */
public final class EmptyFolders {

    private EmptyFolders() {}

    /**
     * Deletes a folder and those above it, from below, for as long as nothing is in them.
     *
     * @param end is left, and what it lies in; null when it need not be
     */
    public static void delete(@Nullable Path folder, @Nullable Path end) {
        try {
            for (Path at = folder; at != null && (end == null || !end.startsWith(at)); at = at.getParent()) {
                Files.delete(at);
            }
        } catch (IOException e) {
            return; // something is in it, which is why it was made
        }
    }
}
