package io.github.tfmobile.engine.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One piece of work that was done: what it was asked, what it read, what it wrote, and what later steps and later runs
 * need to know of it.
 *
 * @param request a digest of everything that decides the result, apart from the content of the files read
 * @param read the stamps of all files it read
 * @param written the stamps of all files it wrote
 * @param facts small results that later steps use, by name
 * @param messages what a run has to say that finds it up to date
 */
public record Step(
        String request,
        List<FileStamp> read,
        List<FileStamp> written,
        Map<String, String> facts,
        List<Message> messages) {

    /**
     * A line for the log.
     *
     * @param text the line
     * @param warning whether it is a warning
     */
    public record Message(String text, boolean warning) {}

    /** Copies the collections. */
    public Step {
        read = List.copyOf(read);
        written = List.copyOf(written);
        facts = Map.copyOf(facts);
        messages = List.copyOf(messages);
    }

    /** Whether the same request with the same files would find its results in place. */
    public boolean isUpToDate(String asked, List<FileStamp> toRead) throws IOException {
        return request.equals(asked) && read.equals(toRead) && areIntact(written);
    }

    /** Whether all files that it read or wrote are as they were. */
    boolean isIntact() throws IOException {
        return areIntact(read) && areIntact(written);
    }

    private static boolean areIntact(List<FileStamp> stamps) throws IOException {
        for (FileStamp stamp : stamps) {
            if (!stamp.equals(FileStamp.of(Path.of(stamp.path())))) {
                return false;
            }
        }
        return true;
    }
}
