package io.github.tfmobile.graph;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.text.CommaList;
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
                    problems.add(Problem.of(
                            Setting.INPUTS + " names a tensor twice: \"" + spec.tensor + "\"", "leave one out"));
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
            String question = Nearest.question(dtypeName, Dtype.names());
            problems.add(Problem.of(
                    Setting.INPUTS + " has an unknown dtype \"" + dtypeName + "\" in \"" + text + "\"",
                    (question.isEmpty() ? "" : question + "\n") + "dtypes: " + String.join(", ", Dtype.names())));
            return null;
        }
        if (bracket < 0) {
            return new InputSpec(tensor, dtype, null);
        }
        if (!type.endsWith("]")) {
            problems.add(Problem.of(Setting.INPUTS + " has a shape without an end: \"" + text + "\"", FORM));
            return null;
        }
        TensorShapeProto shape = TensorShapes.parse(type.substring(bracket + 1, type.length() - 1));
        if (shape == null) {
            problems.add(Problem.of(Setting.INPUTS + " has a shape that is no list of dims: \"" + text + "\"", FORM));
            return null;
        }
        return new InputSpec(tensor, dtype, shape);
    }

    /** A name with an optional port, null after adding a problem when it is none. */
    static @Nullable NodeInput tensor(Setting setting, String name, String entry, List<Problem> problems) {
        if (name.isEmpty()) {
            problems.add(Problem.of(setting + " has an entry without a name: \"" + entry + "\"", ""));
            return null;
        }
        if (name.startsWith("^")) {
            problems.add(Problem.of(
                    setting + " names a control input, which has no tensor: \"" + entry + "\"",
                    "name the tensor without \"^\""));
            return null;
        }
        NodeInput tensor = NodeInput.parse(name);
        if (tensor.node().indexOf(':') >= 0 || tensor.node().isEmpty()) {
            problems.add(Problem.of(
                    setting + " has a name whose port is no number: \"" + entry + "\"",
                    "write node or node:port, as in split:1"));
            return null;
        }
        return tensor;
    }
}
