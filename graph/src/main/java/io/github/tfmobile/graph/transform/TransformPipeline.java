package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.edit.Colocation;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.validate.GraphValidator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Transforms in the order in which they are applied. Thread-safe.
 *
 * <p>After each transform the graph is checked; when it is broken, the message names the transform that broke it.
 */
public final class TransformPipeline {

    private static final String IGNORE_ERRORS = "ignore_errors";

    private final List<Step> steps;

    private TransformPipeline(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** A pipeline of transforms without arguments. */
    public static TransformPipeline of(List<Transform> transforms) {
        return new TransformPipeline(transforms.stream()
                .map(transform -> new Step(transform, Map.of(), false))
                .toList());
    }

    /**
     * One transform with its arguments.
     *
     * @param transform the transform
     * @param arguments its arguments by name, repeated ones in order
     * @param ignoreErrors whether the graph goes on unchanged when the transform refuses it
     */
    public record Step(Transform transform, Map<String, List<String>> arguments, boolean ignoreErrors) {}

    /**
     * Reads a transform string; a blank one has no steps.
     *
     * @throws ProblemException if it cannot be read or names unknown transforms or arguments
     */
    public static TransformPipeline parse(String transforms) throws ProblemException {
        return parse(transforms, TransformCatalog.load());
    }

    /**
     * Reads a transform string.
     *
     * @param catalog where the transforms come from
     * @throws ProblemException if it cannot be read or names unknown transforms or arguments
     */
    public static TransformPipeline parse(String transforms, TransformCatalog catalog) throws ProblemException {
        List<Step> steps = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (TransformString.Call call : TransformString.parse(transforms)) {
            Transform transform = catalog.find(call.name());
            if (transform == null) {
                problems.add(TransformString.problem(
                        TransformProblem.UNKNOWN_TRANSFORM,
                        transforms,
                        call.nameAt(),
                        "names an unknown transform: \"" + call.name() + "\"",
                        Nearest.question(
                                call.name(), catalog.names(), "transforms: " + String.join(", ", catalog.names()))));
                continue;
            }
            boolean ignoreErrors = check(transforms, call, transform, problems);
            steps.add(new Step(transform, call.values(), ignoreErrors));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return new TransformPipeline(steps);
    }

    /** Checks the names of the arguments, and reads {@code ignore_errors}, of which the first counts. */
    private static boolean check(
            String transforms, TransformString.Call call, Transform transform, List<Problem> problems) {
        boolean ignoreErrors = false;
        boolean first = true;
        for (TransformString.Argument argument : call.arguments()) {
            if (argument.name().equals(IGNORE_ERRORS)) {
                String value = argument.value().toLowerCase(Locale.ROOT);
                if (!value.equals("true") && !value.equals("false") && first) {
                    problems.add(TransformString.problem(
                            TransformProblem.IGNORE_ERRORS_NO_BOOLEAN,
                            transforms,
                            argument.valueAt(),
                            call.name() + ": ignore_errors is neither true nor false: \"" + argument.value() + "\"",
                            "write true or false"));
                }
                ignoreErrors = first ? value.equals("true") : ignoreErrors;
                first = false;
            } else if (!arguments(transform).contains(argument.name())) {
                Set<String> known = new LinkedHashSet<>(arguments(transform));
                known.add(IGNORE_ERRORS);
                problems.add(TransformString.problem(
                        TransformProblem.UNKNOWN_ARGUMENT,
                        transforms,
                        argument.nameAt(),
                        call.name() + " has no argument \"" + argument.name() + "\"",
                        Nearest.question(argument.name(), known, "arguments: " + String.join(", ", known))));
            }
        }
        return ignoreErrors;
    }

    private static Set<String> arguments(Transform transform) {
        Set<String> names = new TreeSet<>(transform.arguments());
        if (transform.appliesToFunctions()) {
            names.add(FunctionBodies.FUNCTIONS);
        }
        return names;
    }

    /** The steps in order. */
    public List<Step> steps() {
        return steps;
    }

    /** Applies all transforms; see {@link #apply(Graph, TransformContext, Progress)}. */
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        return apply(graph, context, Progress.NONE);
    }

    /**
     * Applies all transforms.
     *
     * @param context inputs, outputs and services; each step brings its own name and arguments
     * @throws ProblemException if the graph is broken, a transform refuses it, or one breaks it
     */
    public Graph apply(Graph graph, TransformContext context, Progress progress) throws ProblemException {
        if (steps.isEmpty()) {
            return graph;
        }
        List<Problem> given = GraphValidator.structure(graph);
        if (!given.isEmpty() && !steps.get(0).transform().dropsUnreachable()) {
            throw new ProblemException(given);
        }
        Graph current = graph;
        TransformContext told = context.withProgress(progress);
        try (Progress.Task task = progress.start("transforming", "transforms", steps.size())) {
            for (int i = 0; i < steps.size(); i++) {
                task.doing(steps.get(i).transform().name());
                current = apply(steps.get(i), current, told, given);
                task.done(i + 1L);
            }
        }
        return current;
    }

    private static Graph apply(Step step, Graph graph, TransformContext base, List<Problem> given)
            throws ProblemException {
        Transform transform = step.transform();
        TransformContext context = base.forStep(transform.name(), step.arguments());
        Graph result;
        try {
            result = TransformCall.apply(transform, graph, context);
            if (transform.appliesToFunctions() && context.bool(FunctionBodies.FUNCTIONS, false)) {
                result = FunctionBodies.apply(result, transform, context);
            }
        } catch (ProblemException e) {
            if (!step.ignoreErrors()) {
                throw e;
            }
            context.warn().accept(transform.name() + " was left out (ignore_errors=true): " + e.getMessage());
            return graph;
        } catch (RuntimeException e) {
            throw new ProblemException(
                    Problem.of(
                            TransformProblem.TRANSFORM_FAILED,
                            "transform " + transform.name() + " ended in an error of its own: \"" + e + "\"",
                            "this is a mistake in " + transform.getClass().getName() + ", leave the transform out"),
                    e);
        }
        if (!sameNodes(result, graph) || !given.isEmpty()) {
            result = FramePlacement.of(Colocation.withoutRemoved(result, graph), graph);
            check(transform, context, graph, result, given);
        }
        return result;
    }

    @SuppressWarnings("ReferenceEquality") // the same lists need no check, equal ones would cost one
    private static boolean sameNodes(Graph a, Graph b) {
        return a.all() == b.all() && a.library() == b.library();
    }

    private static void check(
            Transform transform, TransformContext context, Graph before, Graph after, List<Problem> given)
            throws ProblemException {
        List<Problem> problems = new ArrayList<>(GraphValidator.structure(after));
        if (!problems.isEmpty() && given.containsAll(problems)) {
            throw new ProblemException(problems);
        }
        // The names nearest to one that is missing may change with every transform, what is missing does not.
        Endpoints endpoints = new Endpoints(context.inputs(), context.outputs());
        Set<String> missing =
                endpoints.problems(before).stream().map(Problem::what).collect(Collectors.toSet());
        endpoints.problems(after).stream()
                .filter(problem -> !missing.contains(problem.what()))
                .forEach(problems::add);
        if (problems.isEmpty()) {
            problems.addAll(GraphValidator.frames(after, before));
        }
        if (problems.isEmpty() && !transform.mayBreakOpDefinitions()) {
            problems.addAll(GraphValidator.definitions(after, context.ops(), before));
        }
        if (!problems.isEmpty()) {
            List<Problem> blamed = new ArrayList<>();
            blamed.add(Problem.of(
                    TransformProblem.BREAKS_GRAPH,
                    "transform " + transform.name() + " breaks the graph",
                    "leave it out, or put a transform before it that removes what it cannot cope with"));
            blamed.addAll(problems);
            throw new ProblemException(blamed);
        }
    }
}
