package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.CheckpointTensor;
import io.github.tfmobile.graph.testing.CorpusCase;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/** A checkpoint that holds given tensors. */
final class GoldenCheckpoint implements Checkpoint {

    private final Path prefix;
    private final TreeMap<String, TensorProto> tensors = new TreeMap<>();

    GoldenCheckpoint(Path prefix) {
        this.prefix = prefix;
    }

    static GoldenCheckpoint of(CorpusCase model, String frozen) {
        GoldenCheckpoint checkpoint = new GoldenCheckpoint(model.path("model.ckpt"));
        model.graph(frozen).nodes().forEach(node -> {
            if (node.getOp().equals("Const")) {
                checkpoint.put(node.getName(), node.getAttrOrThrow("value").getTensor());
            }
        });
        return checkpoint;
    }

    GoldenCheckpoint put(String name, TensorProto value) {
        tensors.put(name, value);
        return this;
    }

    @Override
    public Path prefix() {
        return prefix;
    }

    @Override
    public SortedSet<String> names() {
        return tensors.navigableKeySet();
    }

    @Override
    public @Nullable CheckpointTensor find(String name) {
        TensorProto tensor = tensors.get(name);
        return tensor == null
                ? null
                : new CheckpointTensor(name, tensor.getDtype(), tensor.getTensorShape(), tensor.getSerializedSize());
    }

    @Override
    public TensorProto read(String name) {
        TensorProto tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(name);
        }
        return tensor;
    }
}
