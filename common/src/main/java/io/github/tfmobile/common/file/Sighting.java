package io.github.tfmobile.common.file;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What was once seen of a file or folder, and decided something. */
public sealed interface Sighting {

    /** Where, absolute, with {@code /}. */
    String path();

    /** What is to be kept in its place when the same would be seen now; null when it would not. */
    @Nullable
    Sighting now();

    /** Whether the same would be seen now, as far as that can be told without reading a file. */
    boolean isUntouched();

    /**
     * A file that was opened.
     *
     * @param stamp its stamp from before it was opened
     */
    record Opened(FileStamp stamp) implements Sighting {

        @Override
        public String path() {
            return stamp.path();
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the stamp itself when it still holds
        public @Nullable Sighting now() {
            FileStamp now = stamp.unchanged();
            return now == null ? null : now == stamp ? this : new Opened(now);
        }

        @Override
        public boolean isUntouched() {
            return stamp.isUntouched();
        }
    }

    /**
     * A name that was looked for.
     *
     * @param kind what it was the name of; {@link PathKind#NONE} when it was looked for in vain
     */
    record Asked(String path, PathKind kind) implements Sighting {

        @Override
        public @Nullable Sighting now() {
            return isUntouched() ? this : null;
        }

        @Override
        public boolean isUntouched() {
            return PathKind.of(Path.of(path)) == kind;
        }
    }

    /**
     * A folder whose names were listed.
     *
     * @param start what the names began with that mattered
     * @param names a checksum of these names
     */
    record Listed(String path, String start, String names) implements Sighting {

        @Override
        public @Nullable Sighting now() {
            return isUntouched() ? this : null;
        }

        @Override
        public boolean isUntouched() {
            return names.equals(InputFiles.namesChecksum(Path.of(path), start));
        }
    }
}
