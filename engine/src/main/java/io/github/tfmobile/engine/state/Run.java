package io.github.tfmobile.engine.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A whole run, kept like a step: what it was asked, in the user's own words, and the steps that it consisted of. When its
 * request is the same and no step has changed, nothing is to be done, and that is known without a look at what the words
 * mean: no model, protobuf or transform class has to be loaded. What only an earlier run of the same name made goes with
 * the next one.
 */
public final class Run {

    private static final String PREFIX = "run ";

    /** The length of what stands before the name of each step to keep their order. */
    private static final int NUMBER = "00000 ".length();

    private final BuildState state;
    private final String name;
    private final String request;

    /**
     * A run that is about to start.
     *
     * @param name what is run: runs of one name make what the last one made, or something in its place
     * @param request a digest of all parameters as the user wrote them
     */
    public Run(BuildState state, String name, String request) {
        this.state = state;
        this.name = PREFIX + name;
        this.request = request;
    }

    /** The steps of the last such run when all would be found up to date; otherwise none. Keeps how the files look now. */
    public List<Step> upToDate() throws IOException {
        return steps(false);
    }

    /**
     * The steps of the last such run when no file looks otherwise than then; none also where only the content can tell.
     * Nothing is kept, so that it may be asked while another build works in the folder.
     */
    public List<Step> untouched() throws IOException {
        return steps(true);
    }

    private List<Step> steps(boolean byLooks) throws IOException {
        Step last = state.peek(name);
        if (last == null || !last.request().equals(request)) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<String, String> part : new TreeMap<>(last.facts()).entrySet()) {
            // Another goal may have done the step again, with another request.
            String each = part.getKey().substring(NUMBER);
            Step step = byLooks ? state.untouched(each, part.getValue()) : state.current(each, part.getValue());
            if (step == null) {
                return List.of();
            }
            steps.add(step);
        }
        return steps;
    }

    /** Keeps the run, now that all its steps are done, and removes what only the last one of its name made. */
    public void done() throws IOException {
        Set<String> before = steps(name);
        keep(request, state.used());
        before.removeAll(state.used());
        before.removeAll(ofOthers());
        if (!before.isEmpty()) {
            state.drop(before);
        }
    }

    /**
     * Removes what this run did not get to: what an earlier request made must not pass for what this one asked for. A run
     * that failed before any work leaves everything as it was.
     */
    public void failed() throws IOException {
        if (!state.hasBegun()) {
            return;
        }
        Set<String> all = steps(name);
        all.addAll(state.used());
        Set<String> lost = new TreeSet<>(all);
        lost.removeIf(state::isSettled);
        state.forget(name);
        state.drop(lost);
        all.removeIf(step -> state.peek(step) == null);
        if (!all.isEmpty()) {
            keep("", all);
        }
    }

    private void keep(String asked, Collection<String> names) throws IOException {
        Map<String, String> steps = new TreeMap<>();
        for (String part : names) {
            Step step = state.peek(part);
            if (step != null) {
                steps.put(String.format(Locale.ROOT, "%05d ", steps.size()) + part, step.request());
            }
        }
        state.keep(name, new Step(asked, List.of(), List.of(), steps, List.of()));
    }

    /** The names of the steps of a run that is kept. */
    private Set<String> steps(String run) {
        Set<String> names = new LinkedHashSet<>();
        Step kept = state.peek(run);
        if (kept != null) {
            new TreeMap<>(kept.facts()).keySet().forEach(key -> names.add(key.substring(NUMBER)));
        }
        return names;
    }

    private Set<String> ofOthers() {
        Set<String> names = new TreeSet<>();
        for (String other : state.names()) {
            if (other.startsWith(PREFIX) && !other.equals(name)) {
                names.addAll(steps(other));
            }
        }
        return names;
    }
}
