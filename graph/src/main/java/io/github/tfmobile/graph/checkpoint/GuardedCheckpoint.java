package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.Guard;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/** A checkpoint whose reading ends in a problem, whatever is in its files. */
record GuardedCheckpoint(Checkpoint checkpoint, Guard guard) implements Checkpoint {

    @Override
    public Path prefix() {
        return checkpoint.prefix();
    }

    @Override
    public SortedSet<String> names() {
        return checkpoint.names();
    }

    @Override
    public SortedMap<String, String> objectVariables() throws ProblemException {
        return guard.read(checkpoint::objectVariables);
    }

    @Override
    public @Nullable CheckpointTensor find(String name) {
        return checkpoint.find(name);
    }

    @Override
    public boolean has(String name) {
        return checkpoint.has(name);
    }

    @Override
    public TensorProto read(String name) throws ProblemException {
        return guard.read(() -> checkpoint.read(name));
    }
}
