package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.maven.build.ModelBuild;
import io.github.tfmobile.maven.build.ModelRequest;
import io.github.tfmobile.maven.build.PreparedModel;
import io.github.tfmobile.maven.build.Settings;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.model.Resource;
import org.apache.maven.plugins.annotations.Parameter;
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
     * Whether freezing drops device placements, as {@code freeze_graph --clear_devices} does.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.clearDevices", defaultValue = "true")
    boolean clearDevices;

    /**
     * Constants for placeholders, set when freezing: {@code is_training=false,keep_prob=1.0}. Branches that can then
     * never run are removed.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.feeds")
    @Nullable
    String feeds;

    /**
     * Does everything again, whether or not something changed.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.force", defaultValue = "false")
    boolean force;

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
    String initializerNodes;

    /**
     * The model's inputs, comma-separated: {@code node[:port][=dtype[dims]]}, as in {@code Mul=float[1,299,299,3]};
     * {@code ?} or {@code -1} is an unknown dim, {@code dtype[]} a scalar. A SavedModel has them in its signature.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.inputs")
    @Nullable
    String inputs;

    /**
     * Whether If and While become Switch, Merge, Enter, Exit and NextIteration, which is what mobile runtimes of
     * TensorFlow 1.x can run.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.lowerControlFlow", defaultValue = "true")
    boolean lowerControlFlow;

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
    List<ModelParameters> models = List.of();

    /**
     * Whether the moving averages in the checkpoint take the place of the variables that they shadow: {@code true},
     * {@code false}, or the suffix under which they are saved when it is not {@code ExponentialMovingAverage}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.movingAverages", defaultValue = "false")
    @Nullable
    String movingAverages;

    /**
     * The model's name: letters, digits, {@code _} and {@code -}. Its files are named after it.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.name", defaultValue = "model")
    @Nullable
    String name;

    /**
     * The model's outputs, comma-separated: {@code node[:port]}. A SavedModel has them in its signature.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.outputs")
    @Nullable
    String outputs;

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
     * The signature of the SavedModel, {@code serving_default} if there is no other; several comma-separated.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.signature")
    @Nullable
    String signature;

    /**
     * The tag set that picks the MetaGraph of the SavedModel, comma-separated; {@code serve} when not set.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.tags")
    @Nullable
    String tags;

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
    String variableAllowlist;

    /**
     * Variables that are not frozen, comma-separated.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.variableDenylist")
    @Nullable
    String variableDenylist;

    /**
     * Runs the graph before and after the transforms on random feeds and fails when the outputs differ.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.verify", defaultValue = "false")
    boolean verify;

    /** The models as configured: those of {@code <models>}, or the one that the other parameters describe. */
    final List<ModelParameters> configuredModels() {
        return models.isEmpty() ? List.of(model()) : models;
    }

    /** The model that the parameters describe. */
    final ModelParameters model() {
        ModelParameters model = new ModelParameters();
        model.name = name;
        model.graph = graph;
        model.checkpoint = checkpoint;
        model.metaGraph = metaGraph;
        model.savedModel = savedModel;
        model.tags = tags;
        model.signature = signature;
        model.inputs = inputs == null ? List.of() : List.of(inputs);
        model.outputs = outputs == null ? List.of() : List.of(outputs);
        model.transforms = transforms;
        model.recipe = recipe;
        model.initializerNodes = initializerNodes;
        model.variableAllowlist = variableAllowlist;
        model.variableDenylist = variableDenylist;
        model.clearDevices = clearDevices;
        model.feeds = feeds;
        model.movingAverages = movingAverages;
        model.lowerControlFlow = lowerControlFlow;
        model.verify = verify;
        return model;
    }

    /** What all steps share. */
    final Settings settings() throws IOException {
        return settings(force);
    }

    /**
     * Freezes and transforms all models and offers them to the project as resources.
     *
     * @throws ProblemException with the problems of all models
     */
    final List<PreparedModel> transformAll(List<ModelRequest> requests, ModelBuild build, Settings settings)
            throws ProblemException, IOException {
        List<PreparedModel> prepared = forEach(requests, build::transform);
        addModelsAsResources(settings);
        return prepared;
    }

    /** Offers the final graphs of all models to the project as resources. */
    final void addModelsAsResources(Settings settings) {
        if (hasProject() && project != null) {
            Resource resource = new Resource();
            resource.setDirectory(settings.output().toString());
            configuredModels().forEach(model -> resource.addInclude("models/" + model.name + ".pb"));
            project.addResource(resource);
        }
    }

    /**
     * Does something with each model, the others too when one of them is wrong.
     *
     * @throws ProblemException with the problems of all models
     */
    static <T> List<T> forEach(List<ModelRequest> requests, ModelStep<T> step) throws ProblemException, IOException {
        List<T> results = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (ModelRequest request : requests) {
            try {
                results.add(step.of(request));
            } catch (ProblemException e) {
                if (requests.size() == 1) {
                    throw e;
                }
                e.problems()
                        .forEach(problem -> problems.add(Problem.of(
                                "model \"" + request.name() + "\": " + problem.what(),
                                problem.place(),
                                problem.remedy())));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return results;
    }

    /** Something that is done with a model. */
    @FunctionalInterface
    interface ModelStep<T> {

        /** Does it. */
        T of(ModelRequest request) throws ProblemException, IOException;
    }
}
