package io.github.tfmobile.graph.benchmark;

import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.freeze.FreezeResult;
import io.github.tfmobile.graph.freeze.Freezer;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.GraphWriter;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Freezes one graph with its checkpoint in this JVM and prints how long it took and what memory it had. */
public final class FreezeMain {

    private FreezeMain() {}

    /**
     * Freezes.
     *
     * @param args graph, checkpoint prefix or {@code -}, output file, output node, and where the graph is transformed too: transforms,
     *     output file
     */
    public static void main(String[] args) throws Exception {
        TestOps.get();
        long start = System.nanoTime();
        Graph graph = GraphReader.read(Path.of(args[0]));
        Checkpoint checkpoint = args[1].equals("-") ? null : Checkpoints.open(Path.of(args[1]));
        long opened = System.nanoTime();
        FreezeResult result = Freezer.freeze(
                new FreezeRequest(
                        new OpenModel.GraphModel(graph, Path.of(args[0]), checkpoint),
                        List.of(),
                        List.of(NodeInput.parse(args[3])),
                        FreezeOptions.DEFAULTS,
                        TestOps.get(),
                        new JavaEvaluator()),
                Progress.NONE);
        long frozen = System.nanoTime();
        OutputFile.Written written = GraphWriter.write(result.graph(), Path.of(args[2]), Progress.NONE);
        long end = System.nanoTime();
        System.out.printf(
                "seconds=%.3f open=%.3f freeze=%.3f write=%.3f bytes=%d nodes=%d changed=%s sha256=%s%n",
                (end - start) / 1e9,
                (opened - start) / 1e9,
                (frozen - opened) / 1e9,
                (end - frozen) / 1e9,
                written.size(),
                result.graph().nodes().size(),
                written.changed(),
                written.sha256());
        if (args.length > 4) {
            Graph transformed = TransformPipeline.parse(args[4])
                    .apply(
                            result.graph(),
                            TransformContext.of(
                                    List.of(),
                                    List.of(NodeInput.parse(args[3])),
                                    TestOps.get(),
                                    new JavaEvaluator(),
                                    Path.of(""),
                                    warning -> {},
                                    note -> {}));
            OutputFile.Written second = GraphWriter.write(transformed, Path.of(args[5]));
            System.out.printf("transform=%.3f transformed=%d%n", (System.nanoTime() - end) / 1e9, second.size());
        }
        Path status = Path.of("/proc/self/status");
        for (String line : Files.exists(status) ? Files.readAllLines(status) : List.<String>of()) {
            if (line.startsWith("VmHWM") || line.startsWith("RssAnon") || line.startsWith("RssFile")) {
                System.out.println(line.replace('\t', ' '));
            }
        }
    }
}
