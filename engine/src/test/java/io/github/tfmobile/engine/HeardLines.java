package io.github.tfmobile.engine;

import io.github.tfmobile.engine.event.BuildListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what the engine says.
 *
 * @param lines all of it, in order; a warning begins with {@code warning: }
 */
record HeardLines(List<String> lines) implements BuildListener {

    private static final String WARNING = "warning: ";

    HeardLines() {
        this(new ArrayList<>());
    }

    @Override
    public void note(String text) {
        lines.add(text);
    }

    @Override
    public void warning(String text) {
        lines.add(WARNING + text);
    }

    List<String> notes() {
        return lines.stream().filter(line -> !line.startsWith(WARNING)).toList();
    }

    List<String> warnings() {
        return lines.stream()
                .filter(line -> line.startsWith(WARNING))
                .map(line -> line.substring(WARNING.length()))
                .toList();
    }

    void clear() {
        lines.clear();
    }
}
