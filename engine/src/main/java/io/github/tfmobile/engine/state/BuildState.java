package io.github.tfmobile.engine.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The steps of earlier runs, kept in {@value #FILE} in the output directory. Written after each step, atomically and
 * after the step's own files, so that a run that was killed leaves a state in which that step is simply not done.
 */
public final class BuildState {

    /** The file's name in the output directory. */
    public static final String FILE = ".tfmobile-state";

    private final Path file;
    private final Map<String, Step> steps;
    private final Set<String> used = new LinkedHashSet<>();

    private BuildState(Path file, Map<String, Step> steps) {
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

    /** The step of that name as it was last done; null when it was not. */
    public @Nullable Step find(String name) {
        used.add(name);
        return steps.get(name);
    }

    /** As {@link #find}, for a look that is no use of the step. */
    @Nullable
    Step peek(String name) {
        return steps.get(name);
    }

    /** Keeps a step that is done. */
    public void done(String name, Step step) throws IOException {
        used.add(name);
        steps.put(name, step);
        StateFile.write(file, steps);
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

    /** Forgets a step that is about to be done again. */
    public void begin(String name) throws IOException {
        if (steps.remove(name) != null) {
            StateFile.write(file, steps);
        }
    }
}
