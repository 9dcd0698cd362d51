package io.github.tfmobile.graph.freeze.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a tensor that a partition of a variable holds, as restore ops write it: {@code 10 4 0,5:-}
 * (tensorflow/core/framework/tensor_slice.h, checkpoint::ParseShapeAndSlice).
 *
 * @param full the shape of the whole tensor
 * @param starts the first index of each dim
 * @param sizes how many indices of each dim
 */
record TensorSlice(List<Long> full, List<Long> starts, List<Long> sizes) {

    TensorSlice {
        full = List.copyOf(full);
        starts = List.copyOf(starts);
        sizes = List.copyOf(sizes);
    }

    /** Reads a {@code shape_and_slice}; null for the empty one, which means the whole tensor, and for a malformed one. */
    static @Nullable TensorSlice parse(String text) {
        String[] words = text.strip().split(" ", -1);
        if (words.length < 2) {
            return null;
        }
        List<Long> full = new ArrayList<>();
        List<Long> starts = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        String[] extents = words[words.length - 1].split(":", -1);
        if (extents.length != words.length - 1) {
            return null;
        }
        try {
            for (int i = 0; i < extents.length; i++) {
                long size = Long.parseLong(words[i]);
                long start = 0;
                long length = size;
                if (!extents[i].equals("-")) {
                    String[] pair = extents[i].split(",", -1);
                    if (pair.length != 2) {
                        return null;
                    }
                    start = Long.parseLong(pair[0]);
                    length = Long.parseLong(pair[1]);
                }
                if (size < 0 || start < 0 || length < 0 || start > size || length > size - start) {
                    return null;
                }
                full.add(size);
                starts.add(start);
                sizes.add(length);
            }
        } catch (NumberFormatException e) {
            return null;
        }
        return new TensorSlice(full, starts, sizes);
    }

    /** Whether this is the whole tensor. */
    boolean isFull() {
        return sizes.equals(full);
    }

    /** How many elements it has. */
    long count() {
        return sizes.stream().reduce(1L, (a, b) -> a * b);
    }
}
