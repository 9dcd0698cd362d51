package io.github.tfmobile.lite.model;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

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

    /** How many tensors of an operator a message names. */
    private static final int SHOWN = 3;

    /** An operator as a message names it: {@code operator 3 of subgraph 0 (a, b -> c)}. */
    public String text(Operator operator) {
        return "operator " + operator.index() + " of subgraph " + index + " (" + names(operator.inputs()) + " -> "
                + names(operator.outputs()) + ")";
    }

    private String names(List<Integer> numbers) {
        List<Tensor> named = tensors(numbers);
        String shown = named.stream().limit(SHOWN).map(Tensor::shortLabel).collect(Collectors.joining(", "));
        return named.size() > SHOWN ? shown + " and " + (named.size() - SHOWN) + " more" : shown;
    }

    /** The tensors of some numbers, without those that are not there. */
    public List<Tensor> tensors(List<Integer> numbers) {
        return numbers.stream()
                .map(number -> number < 0 ? null : tensors.get(number))
                .filter(Objects::nonNull)
                .toList();
    }
}
