package io.github.tfmobile.lite.model;

import java.util.Map;

/**
 * A signature: names for the inputs and outputs of a subgraph.
 *
 * @param key its name
 * @param subgraph the number of its subgraph
 * @param inputs the numbers of the input tensors by name, in the order of the file
 * @param outputs the numbers of the output tensors by name, in the order of the file
 */
public record Signature(String key, int subgraph, Map<String, Integer> inputs, Map<String, Integer> outputs) {}
