package io.github.tfmobile.graph.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.ProblemException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;

/**
 * The graph of objects that a checkpoint of TensorFlow 2 holds beside its tensors
 * (tensorflow/core/protobuf/trackable_object_graph.proto); it knows the names of the variables, the tensors are stored
 * under paths of attributes.
 */
final class ObjectGraph {

    /** The tensor that holds it, a string scalar. */
    static final String KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";

    private ObjectGraph() {}

    /** Keys in the checkpoint by the full name of the variable; where a name is used twice the first one. */
    static SortedMap<String, String> variables(TensorProto stored, Path file, String element) throws ProblemException {
        TreeMap<String, String> keys = new TreeMap<>();
        if (stored.getStringValCount() != 1) {
            return keys;
        }
        try {
            TrackableObjectGraph graph = TrackableObjectGraph.parseFrom(stored.getStringVal(0));
            for (TrackableObjectGraph.TrackableObject node : graph.getNodesList()) {
                for (TrackableObjectGraph.TrackableObject.SerializedTensor attribute : node.getAttributesList()) {
                    if (!attribute.getFullName().isEmpty()) {
                        keys.putIfAbsent(attribute.getFullName(), attribute.getCheckpointKey());
                    }
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new CheckpointProblems(element)
                    .damaged("holds \"" + KEY + "\" damaged: it is no TrackableObjectGraph", Place.of(file), e);
        }
        return Collections.unmodifiableSortedMap(keys);
    }
}
