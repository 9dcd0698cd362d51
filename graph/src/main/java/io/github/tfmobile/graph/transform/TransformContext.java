package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemCode;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.registry.OpDefs;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What a transform is called with.
 *
 * @param transform the transform's name, for messages; empty outside of a pipeline
 * @param inputs the model's inputs; what they declare holds where the transform's own arguments are silent
 * @param outputs the model's outputs
 * @param arguments the arguments in the transform string, by name, repeated ones in order
 * @param ops the op definitions that give missing attrs their defaults
 * @param evaluator computes constants
 * @param baseDirectory what relative file arguments are resolved against
 * @param warn takes what the user should know, one line each
 * @param debug takes notes of what was left alone and why, one line each
 * @param progress hears how far a transform is that takes long
 */
public record TransformContext(
        String transform,
        List<InputSpec> inputs,
        List<NodeInput> outputs,
        Map<String, List<String>> arguments,
        OpDefs ops,
        Evaluator evaluator,
        Path baseDirectory,
        Consumer<String> warn,
        Consumer<String> debug,
        Progress progress) {

    /** Copies the collections. */
    public TransformContext {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        Map<String, List<String>> copy = new LinkedHashMap<>();
        arguments.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        arguments = Collections.unmodifiableMap(copy);
    }

    /** A context for a pipeline, whose steps bring names and arguments of their own. */
    public static TransformContext of(
            List<InputSpec> inputs,
            List<NodeInput> outputs,
            OpDefs ops,
            Evaluator evaluator,
            Path baseDirectory,
            Consumer<String> warn,
            Consumer<String> debug) {
        return new TransformContext(
                "", inputs, outputs, Map.of(), ops, evaluator, baseDirectory, warn, debug, Progress.NONE);
    }

    /** The same with progress told to somebody. */
    public TransformContext withProgress(Progress told) {
        return new TransformContext(
                transform, inputs, outputs, arguments, ops, evaluator, baseDirectory, warn, debug, told);
    }

    /** The same for one step of a pipeline. */
    public TransformContext forStep(String name, Map<String, List<String>> itsArguments) {
        return new TransformContext(
                name, inputs, outputs, itsArguments, ops, evaluator, baseDirectory, warn, debug, progress);
    }

    /** The names of all nodes that are inputs or outputs, sorted. */
    public Set<String> protectedNodes() {
        Set<String> names = new TreeSet<>(inputNodes());
        names.addAll(outputNodes());
        return names;
    }

    /** The names of the nodes that are inputs, sorted. */
    public Set<String> inputNodes() {
        Set<String> names = new TreeSet<>();
        inputs.forEach(input -> names.add(input.tensor().node()));
        return names;
    }

    /** The names of the nodes that are outputs, sorted. */
    public Set<String> outputNodes() {
        Set<String> names = new TreeSet<>();
        outputs.forEach(output -> names.add(output.node()));
        return names;
    }

    /** Whether the argument was given. */
    public boolean has(String argument) {
        return !strings(argument).isEmpty();
    }

    /** All values of an argument that may be repeated, in order. */
    public List<String> strings(String argument) {
        return arguments.getOrDefault(argument, List.of());
    }

    /**
     * The value of an argument that may come once.
     *
     * @throws ProblemException if it was given more than once
     */
    public String string(String argument, String absent) throws ProblemException {
        List<String> values = strings(argument);
        if (values.size() > 1) {
            throw problem(
                    TransformProblem.ARGUMENT_TWICE,
                    "takes a single \"" + argument + "\" argument, but found " + values.size() + ": \""
                            + String.join("\", \"", values) + "\"",
                    "leave one");
        }
        return values.isEmpty() ? absent : values.get(0);
    }

    /**
     * The value of an argument that must be there, once and not empty.
     *
     * @param example how the transform is used, for the message
     */
    public String required(String argument, String example) throws ProblemException {
        String value = string(argument, "");
        if (value.isEmpty()) {
            throw missing(argument, example);
        }
        return value;
    }

    /** The value of a number between -2^31 and 2^31-1. */
    public int int32(String argument, int absent) throws ProblemException {
        long value = int64(argument, absent);
        if (value != (int) value) {
            throw notA("number of 32 bits", argument, "give a number from -2147483648 to 2147483647");
        }
        return (int) value;
    }

    /** The value of a number between -2^63 and 2^63-1. */
    public long int64(String argument, long absent) throws ProblemException {
        String value = string(argument, "");
        if (!has(argument)) {
            return absent;
        }
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw notA("number", argument, "give a whole number");
        }
    }

    /** The value of a floating-point number. */
    public float float32(String argument, float absent) throws ProblemException {
        String value = string(argument, "").strip();
        if (!has(argument)) {
            return absent;
        }
        try {
            if (value.isEmpty() || "dDfF".indexOf(value.charAt(value.length() - 1)) >= 0) {
                throw new NumberFormatException(value);
            }
            return Float.parseFloat(value);
        } catch (NumberFormatException e) {
            throw notA("floating-point number", argument, "give one like 0.5");
        }
    }

    /** The value of a boolean: {@code true}, {@code false}, {@code 0} or {@code 1}. */
    public boolean bool(String argument, boolean absent) throws ProblemException {
        String value = string(argument, "");
        if (!has(argument)) {
            return absent;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw notA("boolean", argument, "give true, false, 0 or 1");
        };
    }

    /**
     * The value of an argument that names a file. When the file changes, the transform runs again, whoever opens it.
     *
     * @throws ProblemException if no file can have such a name
     */
    public Path file(String value) throws ProblemException {
        try {
            Path file = baseDirectory.resolve(value);
            if (InputFiles.isFile(file)) {
                InputFiles.use(file);
            }
            return file;
        } catch (UnreadableException e) {
            throw e.problem("the file of an argument");
        } catch (InvalidPathException e) {
            throw problem(
                    TransformProblem.ARGUMENT_NO_FILE_NAME,
                    "cannot use a file name: \"" + value + "\"",
                    String.valueOf(e.getReason()));
        }
    }

    /** A problem that names this transform; its code is the same for all of users' own transforms. */
    public ProblemException problem(String what, String remedy) {
        return problem(TransformProblem.TRANSFORM_REFUSES, what, remedy);
    }

    /** A problem that names this transform. */
    public ProblemException problem(ProblemCode code, String what, String remedy) {
        return new ProblemException(Problem.of(code, transform + " " + what, remedy));
    }

    /** The problem of an argument that is not given. */
    public ProblemException missing(String argument, String example) {
        return problem(
                TransformProblem.ARGUMENT_MISSING, "needs the argument \"" + argument + "\"", "for example " + example);
    }

    /** The problem with a node of which no definition says what it is; it names the argument that gets past it. */
    public ProblemException unknownOp(Node node) {
        String question = Nearest.question(node.op(), ops.names());
        return problem(
                TransformProblem.OP_WITHOUT_DEFINITION,
                "finds no definition of op \"" + node.op() + "\", of node \"" + node.name() + "\"",
                (question.isEmpty() ? "" : question + "\n") + "to go on without this transform, write " + transform
                        + "(ignore_errors=true)");
    }

    private ProblemException notA(String kind, String argument, String remedy) {
        return problem(
                TransformProblem.ARGUMENT_UNREADABLE,
                "cannot read its argument \"" + argument + "\" as a " + kind + ": \""
                        + String.join("\", \"", strings(argument)) + "\"",
                remedy);
    }
}
