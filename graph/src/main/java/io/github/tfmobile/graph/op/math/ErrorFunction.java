package io.github.tfmobile.graph.op.math;

/** The error function, by a series of positive terms near zero and by a continued fraction far from it. */
final class ErrorFunction {

    /** From here on the continued fraction needs fewer steps. */
    private static final double FAR = 3;

    private ErrorFunction() {}

    static double of(double x) {
        double size = Math.abs(x);
        return size < FAR ? series(x) : Math.copySign(1 - fraction(size), x);
    }

    /** One less the error function. */
    static double complement(double x) {
        if (Math.abs(x) < FAR) {
            return 1 - series(x);
        }
        return x > 0 ? fraction(x) : 2 - fraction(-x);
    }

    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200 && Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return sum * Math.exp(-x * x) * 2 / Math.sqrt(Math.PI);
    }

    private static double fraction(double x) {
        double value = 0;
        for (int n = 60; n > 0; n--) {
            value = n / 2.0 / (x + value);
        }
        return Double.isNaN(x) ? x : Math.exp(-x * x) / ((x + value) * Math.sqrt(Math.PI));
    }
}
