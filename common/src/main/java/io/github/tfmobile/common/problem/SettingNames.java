package io.github.tfmobile.common.problem;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the settings and goals that a text mentions as a user of one adapter (a POM, a command) writes them. */
public interface SettingNames {

    /** Settings by their own names, as machines read them. */
    SettingNames PLAIN = new SettingNames() {
        @Override
        public String name(Setting setting) {
            return setting.name();
        }

        @Override
        public String inFull(Setting setting) {
            return setting.name();
        }

        @Override
        public String with(Setting setting, String value) {
            return setting.name() + "=" + value;
        }

        @Override
        public String option(Setting setting, String value) {
            return setting.name() + "=" + value;
        }
    };

    // A mention within a text is START, one of the kinds, the name, BEFORE_VALUE, the value, END. The first and
    // the last are of Unicode's private use area, which no other text here has a meaning for.
    /** Starts a mention. */
    char START = '\ue000';

    /** Ends the name in a mention. */
    char BEFORE_VALUE = '\ue001';

    /** Ends a mention. */
    char END = '\ue002';

    /** The kind of a mention by name. */
    char SHORT = 's';

    /** The kind of a mention with all ways to make the setting. */
    char FULL = 'f';

    /** The kind of a mention with a value. */
    char VALUE = 'v';

    /** The kind of a mention with a value in a command line. */
    char OPTION = 'o';

    /** The kind of a mention of a goal. */
    char GOAL = 'g';

    /** The setting's short name: {@code <outputs>} in a POM. */
    String name(Setting setting);

    /** The setting with all ways to make it: {@code <outputs> (-Dtfmobile.outputs)} for Maven. */
    String inFull(Setting setting);

    /** The setting with a value to give it. */
    String with(Setting setting, String value);

    /** The setting with a value as a part of a command line: {@code -Dtfmobile.outputs=softmax} for Maven. */
    String option(Setting setting, String value);

    /** A goal by what one runs it: {@code tfmobile:summarize} for Maven. */
    default String goal(String name) {
        return "the goal " + name;
    }

    /**
     * How to run a goal with these settings, in lines as the user copies them.
     *
     * @param goal what to run
     * @param values the settings of one model
     */
    default List<String> run(String goal, List<SettingValue> values) {
        return List.of(goal
                + values.stream()
                        .map(value -> " " + option(value.setting(), value.joined()))
                        .collect(Collectors.joining()));
    }

    /** The text with all mentions written out. */
    default String render(String text) {
        int start = text.indexOf(START);
        if (start < 0) {
            return text;
        }
        StringBuilder rendered = new StringBuilder();
        int done = 0;
        while (start >= 0) {
            int end = text.indexOf(END, start);
            int middle = text.indexOf(BEFORE_VALUE, start);
            if (middle < 0 || end < middle || middle < start + 2) {
                break;
            }
            rendered.append(text, done, start);
            String name = text.substring(start + 2, middle);
            Setting setting = new Setting(name);
            rendered.append(
                    switch (text.charAt(start + 1)) {
                        case GOAL -> goal(name);
                        case FULL -> inFull(setting);
                        case VALUE -> with(setting, text.substring(middle + 1, end));
                        case OPTION -> option(setting, text.substring(middle + 1, end));
                        default -> name(setting);
                    });
            done = end + 1;
            start = text.indexOf(START, done);
        }
        return rendered.append(text, done, text.length()).toString();
    }

    /** A mention as {@link #render} finds it. */
    static String mention(char kind, String name, String value) {
        return "" + START + kind + name + BEFORE_VALUE + value + END;
    }
}
