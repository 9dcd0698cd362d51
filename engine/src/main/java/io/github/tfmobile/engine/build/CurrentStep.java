package io.github.tfmobile.engine.build;

import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.engine.state.BuildState;
import io.github.tfmobile.engine.state.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A step that is being done: gathers what is to be kept of it. */
final class CurrentStep {

    private final BuildContext context;
    private final BuildState state;
    private final String name;
    private final List<Step.Message> messages = new ArrayList<>();
    private final Map<String, String> facts = new TreeMap<>();

    CurrentStep(BuildContext context, BuildState state, String name) {
        this.context = context;
        this.state = state;
        this.name = name;
    }

    /** Says something, now and whenever the step is found up to date. */
    void note(String text) {
        say(new Step.Message(text, false));
    }

    /** Warns, now and whenever the step is found up to date. */
    void warn(String text) {
        say(new Step.Message(text, true));
    }

    /** Says or warns, now and whenever the step is found up to date. */
    void say(Step.Message message) {
        context.say(message);
        messages.add(message);
    }

    /** What is to be said when the step is found up to date, and only then. */
    void later(String text) {
        messages.add(new Step.Message(text, false));
    }

    /** A small result for later steps. */
    void fact(String key, String value) {
        facts.put(key, value);
    }

    /** Notes files before they are written. */
    void plan(Collection<Path> files) throws IOException {
        state.plan(name, files);
    }

    /** Notes a file that is written. */
    void wrote(OutputFile.Written written) {
        state.wrote(name, written.stamp());
    }

    Map<String, String> facts() {
        return facts;
    }

    List<Step.Message> messages() {
        return messages;
    }
}
