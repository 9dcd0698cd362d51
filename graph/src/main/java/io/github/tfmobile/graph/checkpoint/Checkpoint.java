package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.common.problem.ProblemException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * The tensors of a checkpoint, whatever its format. Opening reads the index alone; tensors stay in mapped files.
 * Thread-safe.
 */
public interface Checkpoint {

    /** The prefix as the user named it. */
    Path prefix();

    /** The names of all tensors; one saved in slices is listed once, under its full name. */
    SortedSet<String> names();

    /**
     * Names of variables and the keys under which their values are stored, for an object-based checkpoint of TensorFlow
     * 2, whose keys are paths such as {@code layer/kernel/.ATTRIBUTES/VARIABLE_VALUE}; empty for all others.
     *
     * @throws ProblemException if the graph of objects in the checkpoint is damaged
     */
    default SortedMap<String, String> objectVariables() throws ProblemException {
        return Collections.emptySortedMap();
    }

    /** Type, shape and size of a tensor, null when there is none of that name. */
    @Nullable
    CheckpointTensor find(String name);

    /** Whether there is a tensor of that name. */
    default boolean has(String name) {
        return find(name) != null;
    }

    /**
     * The value of a tensor. Numbers come as {@code tensor_content} (little-endian, row-major), many of them by reference
     * ({@code TensorContent}) to where they lie in the file, if they lie there in one piece or a few; strings as
     * {@code string_val}. A stored checksum is verified when a content is read that a message refers to, and here
     * otherwise. Each time the same message is given.
     *
     * @throws ProblemException if there is no such tensor, or its bytes are damaged (the stored checksum does not
     *     match, the shard is too short)
     */
    TensorProto read(String name) throws ProblemException;
}
