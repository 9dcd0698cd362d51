package io.github.tfmobile.maven.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One piece of work that was done: what it was asked, what it read, what it wrote, and what later steps need to know of
 * it.
 *
 * @param request a digest of everything that decides the result, apart from the content of the files read
 * @param read the stamps of all files it read
 * @param written the stamps of all files it wrote
 * @param facts small results that later steps use, by name
 */
public record Step(String request, List<FileStamp> read, List<FileStamp> written, Map<String, String> facts) {

    /** Copies the collections. */
    public Step {
        read = List.copyOf(read);
        written = List.copyOf(written);
        facts = Map.copyOf(facts);
    }

    /** Whether the same request with the same files would find its results in place. */
    public boolean isUpToDate(String asked, List<FileStamp> toRead) throws IOException {
        if (!request.equals(asked) || !read.equals(toRead)) {
            return false;
        }
        for (FileStamp stamp : written) {
            if (!stamp.equals(FileStamp.of(Path.of(stamp.path())))) {
                return false;
            }
        }
        return true;
    }
}
