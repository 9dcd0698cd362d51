package io.github.tfmobile.engine.state;

import io.github.tfmobile.common.file.FileStamp;
import io.github.tfmobile.common.file.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work that was done: what it was asked, what it saw of files, what it wrote, and what later steps and later
 * runs need to know of it.
 *
 * @param request a digest of everything that decides the result, apart from files; empty when the step was begun and not
 *     ended
 * @param read all that it saw of files: those opened, the listings, the names looked for in vain
 * @param written the stamps of all files it wrote
 * @param facts small results that later steps use, by name
 * @param messages what a run has to say that finds it up to date
 */
public record Step(
        String request,
        List<Sighting> read,
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

    /** A step that was begun, with the files that it may have written. */
    static Step begun(List<FileStamp> written) {
        return new Step("", List.of(), written, Map.of(), List.of());
    }

    /** Whether it was begun and not ended, and owns no file: as if it had never been there. */
    boolean isEmpty() {
        return equals(begun(List.of()));
    }

    /** Whether everything that it saw and wrote looks as it did. Where only the content could tell, it does not. */
    boolean isUntouched() {
        for (Sighting sighting : read) {
            if (!sighting.isUntouched()) {
                return false;
            }
        }
        for (FileStamp stamp : written) {
            if (!stamp.isUntouched()) {
                return false;
            }
        }
        return true;
    }

    /**
     * The step, with the looks that its files have now, when it would see the same and its results are in place; otherwise
     * null.
     */
    @Nullable
    Step now() {
        List<Sighting> seen = new ArrayList<>();
        for (Sighting sighting : read) {
            Sighting now = sighting.now();
            if (now == null) {
                return null;
            }
            seen.add(now);
        }
        List<FileStamp> inPlace = new ArrayList<>();
        for (FileStamp stamp : written) {
            FileStamp now = stamp.unchanged();
            if (now == null) {
                return null;
            }
            inPlace.add(now);
        }
        return seen.equals(read) && inPlace.equals(written) ? this : new Step(request, seen, inPlace, facts, messages);
    }
}
