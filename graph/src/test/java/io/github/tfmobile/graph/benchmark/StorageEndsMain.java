package io.github.tfmobile.graph.benchmark;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.freeze.Freezer;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.AttrValue;

/** Freezes a graph, lets the checkpoint's shard be cut short, transforms, and prints the one message that comes of it. */
public final class StorageEndsMain {

    /** What has been done with the weights when the shard is cut. */
    enum Before {
        /** Nothing: their checksums are still to be verified. */
        OPENED,
        /** They were read and verified, as by the writing of the frozen graph. */
        VERIFIED,
        /** One is mapped, and with it the whole shard. */
        MAPPED,
        /** Nothing is cut. */
        NEVER
    }

    private StorageEndsMain() {}

    /**
     * Does it.
     *
     * @param args graph, checkpoint prefix, a {@link Before}, transforms
     */
    public static void main(String[] args) throws Exception {
        TransformContext context = TransformContext.of(
                List.of(),
                List.of(new NodeInput("out", 0)),
                TestOps.get(),
                new JavaEvaluator(),
                Path.of(""),
                warning -> {},
                note -> {});
        Before before = Before.valueOf(args[2]);
        try {
            Path file = Path.of(args[0]);
            Path checkpoint = Path.of(args[1]);
            Graph graph = Freezer.freeze(
                            new FreezeRequest(
                                    new OpenModel.GraphModel(
                                            GraphReader.read(file), file, Checkpoints.open(checkpoint)),
                                    List.of(),
                                    List.of(new NodeInput("out", 0)),
                                    FreezeOptions.DEFAULTS,
                                    TestOps.get(),
                                    new JavaEvaluator()),
                            Progress.NONE)
                    .graph();
            cut(before, graph, Path.of(checkpoint + ".data-00000-of-00001"));
            TransformPipeline.parse(args[3]).apply(graph, context);
            System.out.println("all went well");
        } catch (ProblemException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void cut(Before before, Graph graph, Path shard) throws Exception {
        if (before == Before.NEVER) {
            return;
        }
        for (Node node : graph.all()) {
            AttrValue value = node.attr("value");
            TensorContent content = value == null ? null : TensorContent.elsewhere(value.getTensor());
            if (content != null && before != Before.OPENED) {
                content.verify();
            }
            if (content != null && before == Before.MAPPED) {
                content.map().get(0);
            }
        }
        try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "rw")) {
            file.setLength(100);
        }
    }
}
