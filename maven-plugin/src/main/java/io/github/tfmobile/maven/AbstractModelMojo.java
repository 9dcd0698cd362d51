package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.Goal;
import io.github.tfmobile.engine.TfmobileResult;
import io.github.tfmobile.engine.request.ConfigurationReader;
import io.github.tfmobile.engine.request.TfmobileRequest;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.apache.maven.model.Resource;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** The parameters that say which models there are and how they are frozen and transformed. */
abstract class AbstractModelMojo extends AbstractTfmobileMojo {

    /**
     * The prefix of a checkpoint ({@code model.ckpt-1000}), V1 or V2, or its {@code checkpoint} state file.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.checkpoint")
    @Nullable
    File checkpoint;

    /**
     * Whether freezing drops device placements, as {@code freeze_graph --clear_devices} does; {@code true} by default.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.clearDevices")
    @Nullable
    String clearDevices;

    /**
     * Constants for placeholders, set when freezing: {@code is_training=false,keep_prob=1.0}. Branches that can then
     * never run are removed.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.feeds")
    @Nullable
    List<String> feeds;

    /**
     * A function of a SavedModel that has no signature for it, by its name in the object graph, as in {@code classify} or
     * {@code encoder.__call__}; {@code tfmobile:summarize} lists them.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.function")
    @Nullable
    String function;

    /**
     * A GraphDef, binary or text; which of the two is seen from its content.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.graph")
    @Nullable
    File graph;

    /**
     * Nodes that initialise something at run time (lookup tables), kept besides the outputs; comma-separated.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.initializerNodes")
    @Nullable
    List<String> initializerNodes;

    /**
     * The model's inputs, comma-separated: {@code node[:port][=dtype[dims]]}, as in {@code Mul=float[1,299,299,3]};
     * {@code ?} or {@code -1} is an unknown dim, {@code dtype[]} a scalar. A SavedModel has them in its signature.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.inputs")
    @Nullable
    List<String> inputs;

    /**
     * Whether If and While become Switch, Merge, Enter, Exit and NextIteration, which is what mobile runtimes of
     * TensorFlow 1.x can run; {@code true} by default.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.lowerControlFlow")
    @Nullable
    String lowerControlFlow;

    /**
     * A MetaGraphDef ({@code model.ckpt-1000.meta}), with {@code checkpoint}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.metaGraph")
    @Nullable
    File metaGraph;

    /**
     * The models. Without it the other parameters describe one.
     *
     * <pre>{@code
     * <models>
     *   <model>
     *     <name>inception</name>
     *     <graph>src/main/models/inception_v3.pb</graph>
     *     <checkpoint>src/main/models/model.ckpt-1000</checkpoint>
     *     <inputs><input>Mul=float[1,299,299,3]</input></inputs>
     *     <outputs><output>softmax</output></outputs>
     *   </model>
     * </models>
     * }</pre>
     *
     * @since 0.1.0
     */
    @Parameter
    @Nullable
    PlexusConfiguration models;

    /**
     * Whether the moving averages in the checkpoint take the place of the variables that they shadow: {@code true},
     * {@code false}, or the suffix under which they are saved when it is not {@code ExponentialMovingAverage}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.movingAverages")
    @Nullable
    String movingAverages;

    /**
     * The model's name: letters, digits, {@code _} and {@code -}. Its files are named after it.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.name")
    @Nullable
    String name;

    /**
     * The model's outputs, comma-separated: {@code node[:port]}. A SavedModel has them in its signature.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.outputs")
    @Nullable
    List<String> outputs;

    /**
     * A named pipeline in place of {@code transforms}: {@code deploy}, {@code shrink-rounded},
     * {@code shrink-quantized} or {@code eight-bit}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.recipe")
    @Nullable
    String recipe;

    /**
     * The directory of a SavedModel.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.savedModel")
    @Nullable
    File savedModel;

    /**
     * A SaverDef, binary or text, which says how the variables of {@code graph} are called in {@code checkpoint}, as
     * {@code freeze_graph --input_saver}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.saver")
    @Nullable
    File saver;

    /**
     * The signature of the SavedModel, {@code serving_default} if there is no other; several comma-separated.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.signature")
    @Nullable
    List<String> signature;

    /**
     * The tag set that picks the MetaGraph of the SavedModel, comma-separated; {@code serve} when not set.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.tags")
    @Nullable
    List<String> tags;

    /**
     * A TensorFlow Lite model ({@code .tflite}). It is shipped as it is, neither frozen nor transformed.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.tflite")
    @Nullable
    File tflite;

    /**
     * The transforms, in the syntax of the Graph Transform Tool. Without it and without {@code recipe} the recipe
     * {@code deploy}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.transforms")
    @Nullable
    String transforms;

    /**
     * The only variables to freeze, comma-separated.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.variableAllowlist")
    @Nullable
    List<String> variableAllowlist;

    /**
     * Variables that are not frozen, comma-separated.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.variableDenylist")
    @Nullable
    List<String> variableDenylist;

    /**
     * Runs the graph before and after the transforms on random feeds and fails when the outputs differ.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.verify")
    @Nullable
    String verify;

    /**
     * Copies the assets of a SavedModel that the final graph does not absorb, such as label names, to
     * {@code models/<name>.assets} beside it, and offers them to the project as resources.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.assets")
    @Nullable
    String assets;

    /** Does what is asked for with the models, and offers final graphs and generated Java to the project. */
    final void run(Goal goal) throws ProblemException, IOException {
        TfmobileRequest request = request();
        TfmobileResult result = engine().run(goal, request);
        MavenProject pom = pom();
        if (pom != null && !result.resources().isEmpty()) {
            Resource resource = new Resource();
            resource.setDirectory(request.output().toString());
            result.resources().forEach(resource::addInclude);
            pom.addResource(resource);
        }
        if (pom != null && goal.writesBuildFiles() && request.run().has(Setting.JAVA_PACKAGE)) {
            pom.addCompileSourceRoot(request.javaSources().toString());
        }
    }

    /** All that the parameters ask for. */
    final TfmobileRequest request() throws IOException {
        return ConfigurationReader.request(plainRequest(), parameters());
    }
}
