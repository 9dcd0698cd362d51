package io.github.tfmobile.lite.model;

import java.util.List;
import java.util.Objects;

/**
 * A subgraph: the main one is the first, others are the bodies of loops and branches or further signatures.
 *
 * @param index its number in the model
 * @param name its name, which may be empty
 * @param inputs the numbers of the tensors that it is fed with
 * @param outputs the numbers of the tensors that it gives
 */
public record Subgraph(
        int index,
        String name,
        List<Tensor> tensors,
        List<Integer> inputs,
        List<Integer> outputs,
        List<Operator> operators) {

    /** The tensors of some numbers, without those that are not there. */
    public List<Tensor> tensors(List<Integer> numbers) {
        return numbers.stream()
                .map(number -> number < 0 ? null : tensors.get(number))
                .filter(Objects::nonNull)
                .toList();
    }
}
