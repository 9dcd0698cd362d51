package io.github.tfmobile.graph.freeze.state;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.Suggestions;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.CheckpointTensor;
import io.github.tfmobile.graph.io.GraphSize;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.MessageSizes;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.registry.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Finds the values of variables: first where each of them is, with everything that is wrong, and then the values. */
public final class VariableValues {

    private static final String REMEDY = "Choose a checkpoint of this graph, or outputs that do not need the variable,"
            + " or leave it a variable: " + Setting.VARIABLE_DENYLIST.inFull() + ".";

    private final @Nullable Checkpoint checkpoint;
    private final Map<String, String> objects;
    private final boolean saverDecides;
    private final @Nullable String movingAverages;
    private final Suggestions tensors;
    private final Map<String, Located> located = new LinkedHashMap<>();
    private final Map<String, TensorProto> assigned;
    private final Map<String, TensorProto> cutUp = new HashMap<>();
    private final List<String> withoutAverage = new ArrayList<>();
    private int averages;
    private @Nullable Map<String, Node> parts;
    /** The parts of each tensor that lies whole in the checkpoint, by its name. */
    private final Map<String, Map<String, TensorSlice>> partitions = new HashMap<>();

    private record Located(Variable variable, VariableKeys.Key key, long bytes) {}

    /**
     * The values of a checkpoint.
     *
     * @param saverDecides whether the graph's restore ops win over a tensor of the variable's own name
     * @param movingAverages the suffix of values to prefer; null for none
     * @param assigned values that initializer nodes assign after the checkpoint is restored, by variable
     * @throws ProblemException if the checkpoint's graph of objects is damaged
     */
    VariableValues(
            @Nullable Checkpoint checkpoint,
            boolean saverDecides,
            @Nullable String movingAverages,
            Map<String, TensorProto> assigned)
            throws ProblemException {
        this.checkpoint = checkpoint;
        this.tensors = new Suggestions(() -> checkpoint == null ? Set.of() : checkpoint.names());
        this.objects = checkpoint == null ? Map.of() : checkpoint.objectVariables();
        this.saverDecides = saverDecides;
        this.movingAverages = movingAverages;
        this.assigned = assigned;
    }

    /**
     * Looks variables up.
     *
     * @param keys what the graph's restore ops know of the names
     * @param problems takes what is wrong with them
     * @return those that were found, by name, in the order given
     */
    public Map<String, Variable> locate(List<Node> variables, VariableKeys keys, List<Problem> problems) {
        Map<String, Variable> found = new LinkedHashMap<>();
        for (Node node : variables) {
            Variable variable = locate(node, variables, keys, problems);
            if (variable != null) {
                found.put(variable.name(), variable);
            }
        }
        if (movingAverages != null && checkpoint != null && averages == 0 && !variables.isEmpty()) {
            problems.add(Problem.of(
                    GraphProblem.NO_MOVING_AVERAGE,
                    Setting.MOVING_AVERAGES
                            + ": the checkpoint has no moving average of any variable that the outputs need: \""
                            + movingAverages + "\"",
                    Place.of(checkpoint.prefix()),
                    "Give the suffix that the training used, or leave " + Setting.MOVING_AVERAGES.inFull() + " out."));
        }
        return found;
    }

    /** The variables for which the checkpoint has no moving average, in the order looked up. */
    public List<String> withoutAverage() {
        return List.copyOf(withoutAverage);
    }

    /** The values of the variables, in the order looked up. */
    public List<GraphSize.Weight> weights() {
        List<GraphSize.Weight> weights = new ArrayList<>();
        located.forEach((name, at) -> weights.add(
                new GraphSize.Weight(name, at.variable().dtype(), at.variable().shape(), at.bytes())));
        assigned.forEach((name, value) -> weights.add(new GraphSize.Weight(
                name, new Dtype(value.getDtypeValue()), value.getTensorShape(), MessageSizes.of(value))));
        return weights;
    }

    private @Nullable Variable locate(Node node, List<Node> all, VariableKeys keys, List<Problem> problems) {
        String name = node.name();
        Variable declared = Variable.of(node);
        Dtype dtype = declared.dtype();
        TensorShapeProto shape = declared.shape();
        TensorProto value = assigned.get(name);
        if (value != null) {
            return new Variable(name, new Dtype(value.getDtypeValue()), value.getTensorShape());
        }
        if (checkpoint == null) {
            problems.add(noCheckpoint("variable", name));
            return null;
        }
        VariableKeys.Key key = key(node, all, keys);
        CheckpointTensor tensor = key == null ? null : checkpoint.find(key.name());
        if (key == null || tensor == null) {
            String wanted = wanted(node, keys);
            String question = tensors.question(wanted);
            problems.add(Problem.of(
                    GraphProblem.VARIABLE_MISSING,
                    wanted.equals(name)
                            ? "variable \"" + name + "\": the checkpoint does not hold it"
                            : "variable \"" + name + "\": the checkpoint holds no tensor \"" + wanted + "\"",
                    Place.of(checkpoint.prefix()),
                    question.isEmpty() ? remedy(keys) : question + "\n" + remedy(keys)));
            return null;
        }
        TensorShapeProto full = tensor.shape();
        TensorSlice slice = key.slice();
        boolean fits = tensor.dtype().equals(dtype);
        if (!fits) {
            problems.add(Problem.of(
                    GraphProblem.VARIABLE_OF_OTHER_DTYPE,
                    "variable \"" + name + "\": the graph wants dtype " + dtype.name() + ", the checkpoint has \""
                            + tensor.dtype().name() + "\"",
                    Place.of(checkpoint.prefix()),
                    REMEDY));
        }
        TensorShapeProto actual = slice == null ? full : TensorShapes.of(slice.sizes());
        if (slice != null && !TensorShapes.fits(TensorShapes.of(slice.full()), full)) {
            fits = false;
            problems.add(Problem.of(
                    GraphProblem.VARIABLE_OF_OTHER_SLICE,
                    "variable \"" + name + "\": it is a slice of a tensor of shape "
                            + TensorShapes.text(TensorShapes.of(slice.full())) + ", the checkpoint's \"" + key.name()
                            + "\" has \""
                            + TensorShapes.text(full) + "\"",
                    Place.of(checkpoint.prefix()),
                    remedy(keys)));
        } else if (!TensorShapes.fits(shape, actual)) {
            fits = false;
            problems.add(Problem.of(
                    GraphProblem.VARIABLE_OF_OTHER_SHAPE,
                    "variable \"" + name + "\": the graph wants shape " + TensorShapes.text(shape)
                            + ", the checkpoint has \"" + TensorShapes.text(actual) + "\"",
                    Place.of(checkpoint.prefix()),
                    remedy(keys)));
        }
        if (!fits) {
            return null;
        }
        Variable variable = new Variable(name, dtype, actual);
        located.put(name, new Located(variable, key, bytes(tensor, slice)));
        return variable;
    }

    private static long bytes(CheckpointTensor tensor, @Nullable TensorSlice slice) {
        if (slice == null) {
            return tensor.byteSize();
        }
        long elements = tensor.shape().getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .reduce(1, (a, b) -> a * b);
        return elements == 0 ? tensor.byteSize() : (long) ((double) tensor.byteSize() / elements * slice.count());
    }

    /** What to do about a variable that the checkpoint does not have as the graph wants it. */
    private String remedy(VariableKeys keys) {
        if (saverDecides || !keys.isEmpty() || checkpoint == null) {
            return REMEDY;
        }
        Path meta = checkpoint.prefix().resolveSibling(checkpoint.prefix().getFileName() + ".meta");
        return "If a Saver gave variables other names, only the MetaGraphDef tells"
                + (InputFiles.isFile(meta) ? ", such as \"" + meta.getFileName() + "\" beside the checkpoint" : "")
                + ": " + Setting.META_GRAPH.inFull() + ".\n" + REMEDY;
    }

    private VariableKeys.@Nullable Key key(Node node, List<Node> all, VariableKeys keys) {
        List<VariableKeys.Key> restored = keys.of(node.name());
        VariableKeys.Key average = movingAverages == null ? null : average(node, restored, movingAverages);
        if (average != null || (saverDecides && !restored.isEmpty())) {
            return average != null ? average : first(restored);
        }
        VariableKeys.Key found = named(names(node));
        if (found == null) {
            found = first(restored);
        }
        if (found == null && !objects.isEmpty()) {
            found = named(names(node).stream()
                    .map(objects::get)
                    .filter(Objects::nonNull)
                    .toList());
        }
        return found != null ? found : partition(node, all);
    }

    private VariableKeys.@Nullable Key average(Node node, List<VariableKeys.Key> restored, String suffix) {
        List<VariableKeys.Key> averaged = new ArrayList<>();
        names(node).forEach(name -> averaged.add(new VariableKeys.Key(name + "/" + suffix, null)));
        restored.forEach(key -> averaged.add(new VariableKeys.Key(key.name() + "/" + suffix, key.slice())));
        VariableKeys.Key average = first(averaged);
        if (average == null) {
            withoutAverage.add(node.name());
        } else {
            averages++;
        }
        return average;
    }

    /** The first of these names that the checkpoint has. */
    private VariableKeys.@Nullable Key named(List<String> names) {
        for (String name : names) {
            if (holds(checkpoint, name)) {
                return new VariableKeys.Key(name, null);
            }
        }
        return null;
    }

    private VariableKeys.@Nullable Key first(List<VariableKeys.Key> candidates) {
        for (VariableKeys.Key key : candidates) {
            if (holds(checkpoint, key.name())) {
                return key;
            }
        }
        return null;
    }

    private String wanted(Node node, VariableKeys keys) {
        List<VariableKeys.Key> restored = keys.of(node.name());
        return saverDecides && !restored.isEmpty()
                ? restored.get(0).name()
                : names(node).get(0);
    }

    /** The names under which a Saver saves a variable by default: a resource's shared name, a reference's own. */
    private static List<String> names(Node node) {
        String own = node.name();
        AttrValue shared = node.is("VarHandleOp") ? node.attr("shared_name") : null;
        String name = shared == null ? "" : shared.getS().toStringUtf8();
        return name.isEmpty() || name.equals(own) ? List.of(own) : List.of(name, own);
    }

    /**
     * The part of a tensor that {@code <tensor>/part_<i>} is, when no restore op tells: the parts lie behind one another
     * along the one dim in which they differ from the whole.
     */
    private VariableKeys.@Nullable Key partition(Node node, List<Node> all) {
        int at = node.name().lastIndexOf("/part_");
        if (at < 0 || checkpoint == null) {
            return null;
        }
        String name = node.name().substring(0, at);
        CheckpointTensor whole = checkpoint.find(name);
        if (whole == null) {
            return null;
        }
        if (parts == null) {
            parts = new HashMap<>();
            for (Node other : all) {
                parts.putIfAbsent(other.name(), other);
            }
        }
        TensorSlice slice = partitions
                .computeIfAbsent(name, tensor -> partition(tensor, whole))
                .get(node.name());
        return slice == null ? null : new VariableKeys.Key(name, slice);
    }

    /** The parts of a tensor by their names: along the first dim along which they make up the whole. */
    private Map<String, TensorSlice> partition(String name, CheckpointTensor whole) {
        List<Long> full = whole.shape().getDimList().stream()
                .map(TensorShapeProto.Dim::getSize)
                .toList();
        Map<String, TensorSlice> found = new HashMap<>();
        for (int axis = 0; axis < full.size(); axis++) {
            long start = 0;
            Map<String, TensorSlice> slices = new HashMap<>();
            for (Node part = part(name, 0); part != null; part = part(name, slices.size())) {
                List<Long> sizes = part.attr("shape", AttrValue.getDefaultInstance()).getShape().getDimList().stream()
                        .map(TensorShapeProto.Dim::getSize)
                        .toList();
                if (sizes.size() != full.size() || sizes.get(axis) < 0) {
                    return found;
                }
                List<Long> starts = new ArrayList<>();
                for (int dim = 0; dim < full.size(); dim++) {
                    starts.add(dim == axis ? start : 0L);
                }
                slices.put(part.name(), new TensorSlice(full, starts, sizes));
                start += sizes.get(axis);
            }
            if (start == full.get(axis)) {
                int along = axis;
                slices.values().removeIf(slice -> !fits(slice, along));
                slices.forEach(found::putIfAbsent);
            }
        }
        return found;
    }

    private @Nullable Node part(String name, int number) {
        return parts == null ? null : parts.get(name + "/part_" + number);
    }

    private static boolean fits(TensorSlice slice, int axis) {
        for (int dim = 0; dim < slice.full().size(); dim++) {
            if (dim != axis && !slice.sizes().get(dim).equals(slice.full().get(dim))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The value of a variable that was located.
     *
     * @throws ProblemException if the checkpoint's bytes are damaged
     */
    public TensorProto read(String variable) throws ProblemException {
        TensorProto value = assigned.get(variable);
        if (value != null) {
            return value;
        }
        Located at = located.get(variable);
        if (at == null || checkpoint == null) {
            throw new IllegalStateException("not located: " + variable);
        }
        TensorSlice slice = at.key().slice();
        if (slice == null || slice.isFull()) {
            return checkpoint.read(at.key().name());
        }
        TensorProto whole = cutUp.get(at.key().name());
        if (whole == null) {
            whole = checkpoint.read(at.key().name());
            cutUp.put(at.key().name(), whole);
        }
        return SliceCut.cut(whole, slice);
    }

    private static Problem noCheckpoint(String kind, String name) {
        return Problem.of(
                GraphProblem.NO_CHECKPOINT,
                kind + " \"" + name + "\": no checkpoint has its value",
                "Give the checkpoint that goes with the graph: " + Setting.CHECKPOINT.inFull() + ".");
    }

    /**
     * A tensor of the checkpoint by its name there.
     *
     * @throws ProblemException if it is not there or its bytes are damaged
     */
    public TensorProto readTensor(String name) throws ProblemException {
        if (checkpoint == null) {
            throw new ProblemException(noCheckpoint("tensor", name));
        }
        return checkpoint.read(name);
    }

    /** Whether a checkpoint has a tensor of that name. */
    public static boolean holds(@Nullable Checkpoint checkpoint, String name) {
        return checkpoint != null && checkpoint.has(name);
    }
}
