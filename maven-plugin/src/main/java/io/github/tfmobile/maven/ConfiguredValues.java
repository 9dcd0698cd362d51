package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.SettingDefinition;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingType;
import io.github.tfmobile.engine.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** Reads the settings in an element of the configuration, each the name of a child; collects what is wrong. */
final class ConfiguredValues {

    /** Evaluates the expressions in a text. */
    @FunctionalInterface
    interface Evaluator {
        /** The value of an expression or a text with expressions in it. */
        @Nullable
        Object evaluate(String text) throws ExpressionEvaluationException;
    }

    private final Evaluator evaluator;
    private final List<Problem> problems = new ArrayList<>();

    ConfiguredValues(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** What was wrong in all that was read. */
    List<Problem> problems() {
        return problems;
    }

    /** The children of an element that may have settings of some scopes; nested things are left to the caller. */
    SettingValues read(PlexusConfiguration element, SettingScope... scopes) {
        SettingValues values = SettingValues.NONE;
        for (PlexusConfiguration child : element.getChildren()) {
            String name = child.getName();
            List<String> known = SettingTable.names(scopes);
            if (!known.contains(name)) {
                unknown(element, child, known);
                continue;
            }
            Setting setting = new Setting(name);
            SettingDefinition definition = SettingTable.find(setting);
            if (definition != null && definition.type() == SettingType.NESTED) {
                continue;
            }
            List<String> texts = texts(child);
            if (child.getChildCount() > 0 && (definition == null || definition.type() != SettingType.LIST)) {
                problems.add(Problem.of(
                        ConfigurationProblem.NO_TEXT,
                        setting + " takes a text, not elements: <"
                                + child.getChild(0).getName() + ">",
                        "write the value alone: " + setting.with("...")));
            } else if (!texts.isEmpty()) {
                values = values.with(setting, texts);
            }
        }
        return values;
    }

    /** The children of an element, all of which have one name. */
    List<PlexusConfiguration> children(PlexusConfiguration element, String name) {
        List<PlexusConfiguration> children = new ArrayList<>();
        for (PlexusConfiguration child : element.getChildren()) {
            if (child.getName().equals(name)) {
                children.add(child);
            } else {
                unknown(element, child, List.of(name));
            }
        }
        return children;
    }

    private void unknown(PlexusConfiguration element, PlexusConfiguration child, List<String> known) {
        String question = Nearest.question(child.getName(), known);
        problems.add(Problem.of(
                ConfigurationProblem.UNKNOWN_ELEMENT,
                "<" + element.getName() + "> has no element <" + child.getName() + ">",
                (question.isEmpty() ? "" : question + "\n") + "it has "
                        + String.join(", ", known.stream().sorted().toList())));
    }

    /** The text of an element, or those of its children. */
    private List<String> texts(PlexusConfiguration element) {
        List<String> texts = new ArrayList<>();
        if (element.getChildCount() == 0) {
            String text = evaluated(element);
            if (text != null) {
                texts.add(text);
            }
        }
        for (PlexusConfiguration child : element.getChildren()) {
            String text = evaluated(child);
            texts.add(text == null ? "" : text);
        }
        return texts;
    }

    private @Nullable String evaluated(PlexusConfiguration element) {
        String text = element.getValue(null);
        if (text == null || !text.contains("${")) {
            return text;
        }
        try {
            Object value = evaluator.evaluate(text);
            return value == null ? null : value.toString();
        } catch (ExpressionEvaluationException e) {
            problems.add(Problem.of(
                    ConfigurationProblem.EXPRESSION_NOT_EVALUATED,
                    "<" + element.getName() + "> has an expression that Maven cannot evaluate: \"" + text + "\"",
                    String.valueOf(e.getMessage())));
            return null;
        }
    }
}
