package io.github.tfmobile.lite.model;

import java.util.List;

/**
 * An operator of a subgraph.
 *
 * @param index its number in the subgraph
 * @param code the number of its operator code
 * @param inputs the numbers of its input tensors; -1 for an optional one that is not there
 * @param outputs the numbers of its output tensors
 * @param options the options of a custom op
 * @param optionsFormat their format: 0, FlexBuffers, is the only one of the schema
 * @param calls the subgraphs that the operator runs
 */
public record Operator(
        int index,
        int code,
        List<Integer> inputs,
        List<Integer> outputs,
        ByteRange options,
        int optionsFormat,
        List<Integer> calls) {}
