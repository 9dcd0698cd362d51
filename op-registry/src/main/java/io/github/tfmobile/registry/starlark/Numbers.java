package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Whole numbers of any size, as {@code Long} where one fits and as {@code BigInteger} otherwise, and {@code Double}s. */
final class Numbers {

    /** Bits of the largest number. */
    private static final int MAX_BITS = 100_000;

    private static final int MAX_SHIFT = 512;

    private Numbers() {}

    static boolean isNumber(Object value) {
        return isWhole(value) || value instanceof Double;
    }

    static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof BigInteger;
    }

    private static BigInteger big(Object value) {
        return value instanceof BigInteger big ? big : BigInteger.valueOf((Long) value);
    }

    private static double real(Object value) {
        return ((Number) value).doubleValue();
    }

    static Object normal(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    static int compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        } else if (isWhole(left) && isWhole(right)) {
            return big(left).compareTo(big(right));
        }
        double a = real(left);
        double b = real(right);
        return Double.isFinite(a) && Double.isFinite(b) ? exact(left).compareTo(exact(right)) : Double.compare(a, b);
    }

    private static BigDecimal exact(Object value) {
        return value instanceof Double d ? new BigDecimal(d) : new BigDecimal(big(value));
    }

    /** The result of an operator between two numbers; null when there is none. */
    static Object apply(String operator, Object left, Object right, int line) {
        if (left instanceof Double || right instanceof Double || operator.equals("/")) {
            return ofReal(operator, real(left), real(right), line);
        }
        if (left instanceof Long a && right instanceof Long b) {
            Object small = ofLongs(operator, a, b, line);
            if (small != Value.NONE) {
                return small;
            }
        }
        BigInteger a = big(left);
        BigInteger b = big(right);
        BigInteger result = switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "*" -> {
                limit(a.bitLength() + b.bitLength(), line);
                yield a.multiply(b);
            }
            case "&" -> a.and(b);
            case "|" -> a.or(b);
            case "^" -> a.xor(b);
            case "<<" -> a.shiftLeft(shift(b, line));
            case ">>" -> a.shiftRight(shift(b, line));
            case "//" -> floor(a, nonZero(b, line))[0];
            default -> floor(a, nonZero(b, line))[1];
        };
        limit(result.bitLength(), line);
        return normal(result);
    }

    /** None where the result needs more bits, or where the operator is a rare one. */
    private static Object ofLongs(String operator, long a, long b, int line) {
        try {
            return switch (operator) {
                case "+" -> Math.addExact(a, b);
                case "-" -> Math.subtractExact(a, b);
                case "*" -> Math.multiplyExact(a, b);
                case "&" -> a & b;
                case "|" -> a | b;
                case "^" -> a ^ b;
                case "%" -> {
                    nonZero(BigInteger.valueOf(b), line);
                    yield Math.floorMod(a, b);
                }
                default -> Value.NONE;
            };
        } catch (ArithmeticException e) {
            return Value.NONE;
        }
    }

    private static Object ofReal(String operator, double a, double b, int line) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / nonZero(b, line);
            case "//" -> Math.floor(a / nonZero(b, line));
            case "%" -> {
                double rest = a % nonZero(b, line);
                yield rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
            }
            default -> throw new StarlarkException("\"" + operator + "\" is for whole numbers", line);
        };
    }

    private static double nonZero(double divisor, int line) {
        if (divisor == 0) {
            throw new StarlarkException("division by zero", line);
        }
        return divisor;
    }

    private static BigInteger nonZero(BigInteger divisor, int line) {
        if (divisor.signum() == 0) {
            throw new StarlarkException("division by zero", line);
        }
        return divisor;
    }

    private static BigInteger[] floor(BigInteger a, BigInteger b) {
        BigInteger[] result = a.divideAndRemainder(b);
        if (result[1].signum() != 0 && result[1].signum() != b.signum()) {
            result[0] = result[0].subtract(BigInteger.ONE);
            result[1] = result[1].add(b);
        }
        return result;
    }

    private static int shift(BigInteger by, int line) {
        if (by.signum() < 0 || by.bitLength() > Integer.SIZE - 2 || by.intValue() >= MAX_SHIFT) {
            throw new StarlarkException("a shift by " + (by.signum() < 0 ? "less than 0" : "too many bits"), line);
        }
        return by.intValue();
    }

    private static void limit(int bits, int line) {
        if (bits > MAX_BITS) {
            throw new StarlarkException("a number of more than " + MAX_BITS + " bits", line);
        }
    }

    static Object negated(Object value, int line) {
        return value instanceof Double d ? (Object) (-d) : apply("-", 0L, value, line);
    }

    static Object complement(Object value) {
        return normal(big(value).not());
    }

    /** The number that {@code int(text, base)} gives. */
    static Object parse(String text, int base, int line) {
        String digits = text;
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        int radix = base;
        for (int prefixed : new int[] {16, 8, 2}) {
            String prefix = prefixed == 16 ? "0x" : prefixed == 8 ? "0o" : "0b";
            if ((base == 0 || base == prefixed) && digits.regionMatches(true, 0, prefix, 0, 2)) {
                radix = prefixed;
                digits = digits.substring(2);
                break;
            }
        }
        boolean octal = base == 0 && radix == 0 && digits.length() > 1 && digits.startsWith("0");
        boolean signed = digits.startsWith("-") || digits.startsWith("+");
        if (!octal && !signed && digits.length() < MAX_BITS / 4) {
            try {
                BigInteger value = new BigInteger(digits, radix == 0 ? 10 : radix);
                return normal(negative ? value.negate() : value);
            } catch (NumberFormatException e) {
                throw notANumber(text, line);
            }
        }
        throw notANumber(text, line);
    }

    private static StarlarkException notANumber(String text, int line) {
        return new StarlarkException("not a number: \"" + text.substring(0, Math.min(40, text.length())) + "\"", line);
    }

    /** As {@code str()} has a floating number. */
    static String text(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "+inf" : "-inf";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e17)) {
            String[] parts = Double.toString(value).split("E", -1);
            int exponent = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            return parts[0].replaceFirst("\\.0$", "") + "e" + (exponent < 0 ? "-" : "+")
                    + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        }
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}
