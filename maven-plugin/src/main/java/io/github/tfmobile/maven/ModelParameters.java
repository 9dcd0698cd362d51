package io.github.tfmobile.maven;

import java.io.File;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One {@code <model>}. The parameters of the same names, with their properties, describe the model without it. */
public final class ModelParameters {

    /** The model's name: letters, digits, {@code _} and {@code -}. */
    @Nullable
    String name;

    /** A GraphDef, binary or text. */
    @Nullable
    File graph;

    /** The prefix of a checkpoint. */
    @Nullable
    File checkpoint;

    /** A MetaGraphDef. */
    @Nullable
    File metaGraph;

    /** The directory of a SavedModel. */
    @Nullable
    File savedModel;

    /** The tag set of the MetaGraph in a SavedModel, comma-separated. */
    @Nullable
    String tags;

    /** The signature in a SavedModel, or several, comma-separated. */
    @Nullable
    String signature;

    /** {@code node[:port][=dtype[dims]]}. */
    List<String> inputs = List.of();

    /** {@code node[:port]}. */
    List<String> outputs = List.of();

    /** Transforms in the syntax of the Graph Transform Tool. */
    @Nullable
    String transforms;

    /** A named pipeline in place of transforms. */
    @Nullable
    String recipe;

    /** Nodes that initialise, kept besides the outputs; comma-separated. */
    @Nullable
    String initializerNodes;

    /** The only variables to freeze, comma-separated. */
    @Nullable
    String variableAllowlist;

    /** Variables not to freeze, comma-separated. */
    @Nullable
    String variableDenylist;

    /** Whether device placements are dropped. */
    @Nullable
    Boolean clearDevices;

    /** Constants for placeholders: {@code is_training=false,keep_prob=1.0}. */
    @Nullable
    String feeds;

    /** {@code true} or a suffix: moving averages take the place of the variables that they shadow. */
    @Nullable
    String movingAverages;

    /** Whether If and While become Switch, Merge and so on. */
    @Nullable
    Boolean lowerControlFlow;

    /** Whether the transformed graph is run against the frozen one. */
    @Nullable
    Boolean verify;
}
