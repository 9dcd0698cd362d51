package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.setting.ConfigurationElement;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** Elements of the configuration in a POM, with the expressions that Maven leaves in nested ones evaluated. */
final class ConfiguredElements {

    /** Evaluates the expressions in a text. */
    @FunctionalInterface
    interface Evaluator {
        /** The value of an expression or a text with expressions in it. */
        @Nullable
        Object evaluate(String text) throws ExpressionEvaluationException;
    }

    private final Evaluator evaluator;
    private final List<Problem> problems = new ArrayList<>();

    private ConfiguredElements(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /**
     * An element with all that is in it.
     *
     * @throws ProblemException with all expressions that cannot be evaluated
     */
    static ConfigurationElement of(PlexusConfiguration element, Evaluator evaluator) throws ProblemException {
        ConfiguredElements reader = new ConfiguredElements(evaluator);
        ConfigurationElement read = reader.read(element);
        if (!reader.problems.isEmpty()) {
            throw new ProblemException(reader.problems);
        }
        return read;
    }

    private ConfigurationElement read(PlexusConfiguration element) {
        List<ConfigurationElement> children = new ArrayList<>();
        for (PlexusConfiguration child : element.getChildren()) {
            children.add(read(child));
        }
        return new ConfigurationElement(element.getName(), evaluated(element), children);
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
