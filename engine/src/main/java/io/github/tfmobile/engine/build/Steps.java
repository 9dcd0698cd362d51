package io.github.tfmobile.engine.build;

import io.github.tfmobile.common.file.FileRecord;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.state.BuildState;
import io.github.tfmobile.engine.state.Step;
import io.github.tfmobile.graph.io.file.Guard;
import java.io.IOException;

/** Does steps, each only when what it was asked or what it saw of files has changed. */
public final class Steps {

    private final BuildContext context;
    private final BuildState state;

    /** Steps are looked up in and added to {@code state}. */
    public Steps(BuildContext context, BuildState state) {
        this.context = context;
        this.state = state;
    }

    /** What a step does. */
    @FunctionalInterface
    interface Work {

        /** Does it. */
        void run(CurrentStep step) throws ProblemException, IOException;
    }

    /**
     * Does a step, or says what there is to say of it when it is up to date.
     *
     * @param name its name
     * @param request a digest of everything that decides its result, apart from files
     */
    Step run(String name, String request, Work work) throws ProblemException, IOException {
        Step done = context.force() ? null : state.upToDate(name, request);
        if (done != null) {
            context.repeat(done);
            return done;
        }
        FileRecord record = new FileRecord();
        return record.<Step, ProblemException>during(() -> perform(name, request, record, work));
    }

    /**
     * Does a step whatever was done before: what it gives is more than its files. These are known as those of other steps
     * are, and it is never up to date.
     */
    void anew(String name, Work work) throws ProblemException, IOException {
        perform(name, "", new FileRecord(), work);
    }

    private Step perform(String name, String request, FileRecord record, Work work)
            throws ProblemException, IOException {
        state.begin(name);
        CurrentStep current = new CurrentStep(context, state, name);
        Guard.<Object, IOException>computing(() -> {
            work.run(current);
            return name;
        });
        Step step = new Step(request, record.sightings(), state.written(name), current.facts(), current.messages());
        state.done(name, step);
        return step;
    }
}
