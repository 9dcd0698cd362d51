package io.github.tfmobile.engine.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole run of a goal, kept like a step: what it was asked, in the user's own words, the folders that its source files
 * lie in, and the steps that it consisted of. When none of these has changed, nothing is to be done, and that is known
 * without a look at what the words mean: no model, protobuf or transform class has to be loaded.
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
     * @param goal what is run
     * @param request a digest of all parameters as the user wrote them
     */
    public Run(BuildState state, String goal, String request) {
        this.state = state;
        this.name = PREFIX + goal;
        this.request = request;
    }

    /** The steps of the last such run when all would be found up to date; otherwise none. */
    public List<Step> upToDate() throws IOException {
        Step last = state.peek(name);
        if (last == null || !last.request().equals(request) || !last.isIntact()) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<String, String> part : new TreeMap<>(last.facts()).entrySet()) {
            Step step = state.peek(part.getKey().substring(NUMBER));
            // Another goal may have done the step again, with another request.
            if (step == null || !step.request().equals(part.getValue()) || !step.isIntact()) {
                return List.of();
            }
            steps.add(step);
        }
        return steps;
    }

    /**
     * Keeps the run, now that all its steps are done.
     *
     * @param folders the folders of its source files, with their stamps from before they were read: a file that comes
     *     or goes changes its folder
     */
    public void done(List<FileStamp> folders) throws IOException {
        Map<String, String> steps = new TreeMap<>();
        for (String part : state.used()) {
            Step step = state.peek(part);
            if (step != null) {
                steps.put(String.format(Locale.ROOT, "%05d ", steps.size()) + part, step.request());
            }
        }
        state.done(name, new Step(request, folders, List.of(), steps, List.of()));
    }
}
