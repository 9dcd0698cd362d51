package io.github.tfmobile.graph;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.text.CommaList;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/**
 * An input of a model as the user declares it: {@code node[:port][=dtype[dims]]}.
 *
 * @param tensor the tensor that is fed
 * @param dtype its type; null when not declared
 * @param shape its shape, -1 an unknown dim; null when not declared
 */
public record InputSpec(
        NodeInput tensor, @Nullable Dtype dtype, @Nullable TensorShapeProto shape) {

    private static final String FORM = "write node[:port][=dtype[dims]], as in Mul=float[1,299,299,3], ids=int64[?] or"
            + " keep_prob=float[] for a scalar";

    /**
     * Reads a comma-separated list such as {@code Mul=float[1,299,299,3],keep_prob=float[]}. A dim is a number,
     * {@code ?} or {@code -1}, {@code [...]} a shape of unknown rank; without brackets the shape is not declared, with empty ones it is that of a scalar.
     *
     * @throws ProblemException with every entry that cannot be read or names a tensor twice
     */
    public static List<InputSpec> parse(String list) throws ProblemException {
        return parse(CommaList.split(list));
    }

    /**
     * Reads entries that are separate already, each of which may itself be a list.
     *
     * @throws ProblemException with every entry that cannot be read or names a tensor twice
     */
    public static List<InputSpec> parse(List<String> entries) throws ProblemException {
        List<InputSpec> specs = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String entry : entries) {
            for (String text : CommaList.split(entry)) {
                InputSpec spec = entry(text, problems);
                if (spec == null) {
                    continue;
                }
                if (specs.stream().anyMatch(other -> other.tensor.equals(spec.tensor))) {
                    problems.add(Endpoints.twice(Setting.INPUTS, spec.tensor));
                } else {
                    specs.add(spec);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return List.copyOf(specs);
    }

    /** The entry as the user would write it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(tensor.toString());
        if (dtype != null) {
            text.append('=').append(dtype.name());
            if (shape != null) {
                text.append(TensorShapes.text(shape));
            }
        }
        return text.toString();
    }

    private static @Nullable InputSpec entry(String text, List<Problem> problems) {
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip();
        NodeInput tensor = tensor(Setting.INPUTS, name, text, problems);
        if (tensor == null || equals < 0) {
            return tensor == null ? null : new InputSpec(tensor, null, null);
        }
        String type = text.substring(equals + 1).strip();
        int bracket = type.indexOf('[');
        String dtypeName = (bracket < 0 ? type : type.substring(0, bracket)).strip();
        Dtype dtype = Dtype.parse(dtypeName);
        if (dtype == null) {
            problems.add(Dtype.unknown(Setting.INPUTS + " of \"" + tensor + "\"", dtypeName));
            return null;
        }
        if (bracket < 0) {
            return new InputSpec(tensor, dtype, null);
        }
        TensorShapeProto shape =
                type.endsWith("]") ? TensorShapes.parse(type.substring(bracket + 1, type.length() - 1)) : null;
        if (shape == null) {
            problems.add(noShape(Setting.INPUTS, text, FORM));
            return null;
        }
        return new InputSpec(tensor, dtype, shape);
    }

    /** What is wrong with a shape that cannot be read. */
    public static Problem noShape(Object subject, String text, String form) {
        return Problem.of(
                GraphProblem.NO_SHAPE, subject + " has a shape that is no list of dims: \"" + text + "\"", form);
    }

    /** A name with an optional port, null after adding a problem when it is none. */
    static @Nullable NodeInput tensor(Setting setting, String name, String entry, List<Problem> problems) {
        if (name.isEmpty()) {
            problems.add(Problem.of(
                    GraphProblem.ENTRY_WITHOUT_NAME,
                    setting + " has an entry without a name: \"" + entry + "\"",
                    "write node or node:port, as in softmax"));
            return null;
        }
        if (name.startsWith("^")) {
            problems.add(Problem.of(
                    GraphProblem.CONTROL_INPUT_NAMED,
                    setting + " names a control input, which has no tensor: \"" + entry + "\"",
                    "name the tensor without \"^\""));
            return null;
        }
        NodeInput tensor = NodeInput.parse(name);
        if (tensor.node().indexOf(':') >= 0 || tensor.node().isEmpty()) {
            problems.add(Problem.of(
                    GraphProblem.NO_PORT,
                    setting + " has a name whose port is no number: \"" + entry + "\"",
                    "write node or node:port, as in split:1"));
            return null;
        }
        return tensor;
    }
}
