package io.github.tfmobile.engine.state;

import io.github.tfmobile.common.file.FileStamp;
import io.github.tfmobile.common.output.EmptyFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The steps of earlier runs, kept in {@value #FILE} in the output directory, with every file that they wrote. Written
 * after each step, atomically and after the step's own files; a step that is begun is kept as such, with the files that it
 * is going to write, so that a run that was killed leaves a step undone, never half done, and no file without an owner.
 */
public final class BuildState {

    /** The file's name in the output directory. */
    public static final String FILE = ".tfmobile-state";

    private final Path file;
    private final SortedMap<String, Step> steps;
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> settled = new TreeSet<>();
    /** What the steps of this run that have not ended wrote. */
    private final Map<String, List<FileStamp>> fresh = new HashMap<>();

    private BuildState(Path file, SortedMap<String, Step> steps) {
        this.file = file;
        this.steps = steps;
    }

    /** The state in a directory; empty when there is none or it cannot be used. */
    public static BuildState in(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            return new BuildState(file, StateFile.read(file));
        } catch (IOException e) {
            // Missing, damaged or of another version: everything is done again.
            return new BuildState(file, new TreeMap<>());
        }
    }

    /** The step of that name when it was asked the same, would see the same and is in place; otherwise null. */
    public @Nullable Step upToDate(String name, String request) throws IOException {
        used.add(name);
        Step now = current(name, request);
        if (now != null) {
            settled.add(name);
        }
        return now;
    }

    /** The same for a look that is no use of the step. */
    @SuppressWarnings("ReferenceEquality") // the step itself when its stamps still hold
    @Nullable
    Step current(String name, String request) throws IOException {
        Step step = steps.get(name);
        Step now = step == null || !step.request().equals(request) ? null : step.now();
        if (now != null && now != step) {
            steps.put(name, now);
            save();
        }
        return now;
    }

    /** The step of that name when it was asked the same and no file looks otherwise; otherwise null. */
    @Nullable
    Step untouched(String name, String request) {
        Step step = steps.get(name);
        return step != null && step.request().equals(request) && step.isUntouched() ? step : null;
    }

    /** Whatever is kept under a name. */
    @Nullable
    Step peek(String name) {
        return steps.get(name);
    }

    /** Notes that a step is being done again; what it wrote before stays its own. */
    public void begin(String name) throws IOException {
        used.add(name);
        Step last = steps.get(name);
        steps.put(name, Step.begun(last == null ? List.of() : last.written()));
        fresh.put(name, new ArrayList<>());
        save();
    }

    /** Notes which files a step that has begun is going to write. */
    public void plan(String name, Collection<Path> files) throws IOException {
        Map<String, FileStamp> owned = new TreeMap<>();
        for (Path planned : files) {
            String path = FileStamp.name(planned);
            owned.put(path, new FileStamp(path, -1, 0, 0, "", ""));
        }
        Step step = steps.get(name);
        if (step != null) {
            step.written().forEach(stamp -> owned.put(stamp.path(), stamp));
        }
        steps.put(name, Step.begun(List.copyOf(owned.values())));
        save();
    }

    /** Notes a file that a step wrote. */
    public void wrote(String name, FileStamp stamp) {
        fresh.computeIfAbsent(name, key -> new ArrayList<>()).add(stamp);
    }

    /** What a step that has not ended wrote. */
    public List<FileStamp> written(String name) {
        return List.copyOf(fresh.getOrDefault(name, List.of()));
    }

    /** Keeps a step that is done; what it wrote before and does no more goes. */
    public void done(String name, Step step) throws IOException {
        used.add(name);
        Step last = steps.put(name, step);
        if (last != null) {
            remove(last.written());
        }
        fresh.remove(name);
        settled.add(name);
        save();
    }

    /** Keeps something that owns no files. */
    void keep(String name, Step step) throws IOException {
        steps.put(name, step);
        save();
    }

    /** Whether the work of this run has changed anything. */
    boolean hasBegun() {
        return !fresh.isEmpty() || !settled.isEmpty();
    }

    /** Whether this run has found the step up to date, or done it. */
    boolean isSettled(String name) {
        return settled.contains(name);
    }

    /** Forgets what owns no files. */
    void forget(String name) {
        steps.remove(name);
    }

    /** Removes the files of steps, and forgets the steps; what this run wrote of them stays. */
    void drop(Collection<String> names) throws IOException {
        List<FileStamp> files = new ArrayList<>();
        for (String name : names) {
            Step step = steps.remove(name);
            if (step != null) {
                files.addAll(step.written());
            }
            List<FileStamp> written = written(name);
            if (!written.isEmpty()) {
                steps.put(name, Step.begun(written));
            }
        }
        remove(files);
        save();
    }

    /** Removes those of the files that no step has, and the folders that are empty then. */
    private void remove(Collection<FileStamp> files) throws IOException {
        Set<String> owned = new TreeSet<>();
        steps.values().forEach(step -> step.written().forEach(stamp -> owned.add(stamp.path())));
        for (FileStamp stamp : files) {
            Path path = Path.of(stamp.path());
            boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path);
            if (there && !owned.contains(stamp.path())) {
                Files.deleteIfExists(path);
                EmptyFolders.delete(
                        path.getParent(), file.toAbsolutePath().normalize().getParent());
            }
        }
    }

    /** The names of all that is kept. */
    Set<String> names() {
        return Set.copyOf(steps.keySet());
    }

    /** The names of the steps that this run asked for or did, in order. */
    List<String> used() {
        return List.copyOf(used);
    }

    /** The steps that this run asked for or did, in order. */
    public List<Step> usedSteps() {
        List<Step> found = new ArrayList<>();
        for (String name : used) {
            Step step = steps.get(name);
            if (step != null) {
                found.add(step);
            }
        }
        return found;
    }

    private void save() throws IOException {
        Map<String, Step> said = new TreeMap<>(steps);
        said.values().removeIf(Step::isEmpty);
        if (said.isEmpty()) {
            if (Files.isRegularFile(file)) {
                Files.delete(file);
            }
            return;
        }
        StateFile.write(file, said);
    }
}
