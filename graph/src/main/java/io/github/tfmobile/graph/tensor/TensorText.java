package io.github.tfmobile.graph.tensor;

import com.google.protobuf.ByteString;
import io.github.tfmobile.registry.Dtype;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Tensors as users write them: {@code true}, {@code 0.5}, {@code [16,24]}, {@code [[1,2],[3,4]]}, {@code 1+2j}; strings as
 * they are, in a list with or without double quotes.
 */
public final class TensorText {

    /** More elements than this nobody writes by hand; a shape that asks for more is filled from a file. */
    private static final long MAX_ELEMENTS = 1 << 24;

    private final String text;
    private int at;
    private final List<String> elements = new ArrayList<>();
    private final List<Long> dims = new ArrayList<>();

    private TensorText(String text) {
        this.text = text;
    }

    /**
     * The tensor that a text means. One element alone stands for every element of the shape.
     *
     * @param declared the shape that it must have; unknown rank or dims are taken from the text, a scalar without lists
     * @return null when the text is no value of that dtype and shape
     */
    public static @Nullable Tensor parse(String text, Dtype dtype, TensorShapeProto declared) {
        ElementFormat format = ElementFormat.of(dtype);
        if (format == null || format == ElementFormat.BYTE) {
            return null;
        }
        String stripped = text.strip();
        if (!stripped.startsWith("[")) {
            boolean known =
                    !declared.getUnknownRank() && declared.getDimList().stream().allMatch(dim -> dim.getSize() >= 0);
            long[] shape = known
                    ? declared.getDimList().stream()
                            .mapToLong(TensorShapeProto.Dim::getSize)
                            .toArray()
                    : new long[0];
            return fill(dtype, shape, format == ElementFormat.STRING ? text : stripped);
        }
        TensorText list = new TensorText(stripped);
        if (!list.list(0) || list.at != stripped.length() || !list.isRectangular()) {
            return null;
        }
        long[] shape = list.dims.stream().mapToLong(Long::longValue).toArray();
        return TensorShapes.fits(declared, TensorShapes.of(shape)) ? of(dtype, shape, list.elements) : null;
    }

    private static @Nullable Tensor fill(Dtype dtype, long[] shape, String element) {
        long count = 1;
        for (long dim : shape) {
            count *= dim;
            if (count > MAX_ELEMENTS) {
                return null;
            }
        }
        List<String> same = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            same.add(element);
        }
        return of(dtype, shape, same);
    }

    private static @Nullable Tensor of(Dtype dtype, long[] shape, List<String> elements) {
        Tensor.Builder tensor = Tensor.builder(dtype, shape);
        try {
            for (int i = 0; i < elements.size(); i++) {
                if (!set(tensor, i, elements.get(i))) {
                    return null;
                }
            }
        } catch (NumberFormatException e) {
            return null;
        }
        return tensor.build();
    }

    private static boolean set(Tensor.Builder tensor, int i, String element) {
        ElementFormat format = tensor.format();
        switch (format.category()) {
            case BOOL -> {
                String word = element.toLowerCase(Locale.ROOT);
                if (word.equals("true") || word.equals("1")) {
                    tensor.setBoolean(i, true);
                } else if (word.equals("false") || word.equals("0")) {
                    tensor.setBoolean(i, false);
                } else {
                    return false;
                }
            }
            case REAL -> tensor.setDouble(i, real(element, format));
            case SIGNED, UNSIGNED -> {
                BigInteger number = new BigInteger(element.startsWith("+") ? element.substring(1) : element);
                int bits = 8 * format.bytes();
                boolean isSigned = format.category() == ElementFormat.Category.SIGNED;
                if (isSigned ? number.bitLength() >= bits : number.signum() < 0 || number.bitLength() > bits) {
                    return false;
                }
                tensor.setLong(i, number.longValue());
            }
            case COMPLEX -> {
                return setComplex(tensor, i, element);
            }
            case STRING -> tensor.setString(i, ByteString.copyFromUtf8(element));
            case OPAQUE -> {
                return false;
            }
        }
        return true;
    }

    /** A number as TensorFlow would have it: parsed in the width of the dtype, so that it is rounded once. */
    private static double real(String element, ElementFormat format) {
        switch (element.toLowerCase(Locale.ROOT)) { // as C and Python spell them
            case "inf", "+inf", "infinity", "+infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            case "nan", "+nan", "-nan" -> {
                return Double.NaN;
            }
            default -> {}
        }
        if (element.endsWith("f") || element.endsWith("F") || element.endsWith("d") || element.endsWith("D")) {
            throw new NumberFormatException(element); // Java's own suffixes
        }
        return format == ElementFormat.DOUBLE ? Double.parseDouble(element) : Float.parseFloat(element);
    }

    /** {@code 1}, {@code 2j}, {@code 1+2j}, {@code 1e-3-2j}. */
    private static boolean setComplex(Tensor.Builder tensor, int i, String element) {
        ElementFormat part = tensor.format() == ElementFormat.COMPLEX64 ? ElementFormat.FLOAT : ElementFormat.DOUBLE;
        if (!element.endsWith("j")) {
            tensor.setComplex(i, real(element, part), 0);
            return true;
        }
        String numbers = element.substring(0, element.length() - 1);
        int split = numbers.length() - 1;
        while (split > 0
                && !((numbers.charAt(split) == '+' || numbers.charAt(split) == '-')
                        && Character.toLowerCase(numbers.charAt(split - 1)) != 'e')) {
            split--;
        }
        double first = split > 0 ? real(numbers.substring(0, split), part) : 0;
        tensor.setComplex(i, first, real(numbers.substring(Math.max(0, split)), part));
        return true;
    }

    /** Reads a list and what is in it; false when it is none. */
    private boolean list(int depth) {
        if (depth > 8) {
            return false;
        }
        at++;
        long count = 0;
        boolean nested = false;
        if (depth == dims.size()) {
            dims.add(-1L);
        }
        blanks();
        while (at < text.length() && text.charAt(at) != ']') {
            boolean isList = text.charAt(at) == '[';
            if ((count > 0 && isList != nested) || !(isList ? list(depth + 1) : element(depth))) {
                return false;
            }
            nested = isList;
            count++;
            blanks();
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
                blanks();
            } else if (at >= text.length() || text.charAt(at) != ']') {
                return false;
            }
        }
        if (at >= text.length() || (dims.get(depth) >= 0 && dims.get(depth) != count)) {
            return false;
        }
        at++;
        dims.set(depth, count);
        return true;
    }

    private boolean element(int depth) {
        if (depth != dims.size() - 1) {
            return false;
        }
        int start = at;
        if (text.charAt(at) == '"') {
            int end = text.indexOf('"', at + 1);
            if (end < 0) {
                return false;
            }
            elements.add(text.substring(at + 1, end));
            at = end + 1;
            return true;
        }
        while (at < text.length() && ",[]".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String element = text.substring(start, at).strip();
        elements.add(element);
        return !element.isEmpty();
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean isRectangular() {
        long count = 1;
        for (long dim : dims) {
            count *= dim;
        }
        return count == elements.size();
    }
}
