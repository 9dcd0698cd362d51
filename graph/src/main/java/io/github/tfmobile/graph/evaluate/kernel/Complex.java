package io.github.tfmobile.graph.evaluate.kernel;

import io.github.tfmobile.graph.tensor.Tensor;

/** A complex number. */
public record Complex(double real, double imaginary) {

    /** An element of a tensor; its imaginary part is 0 where the tensor has none. */
    public static Complex of(Tensor tensor, int index) {
        return new Complex(tensor.getDouble(index), tensor.getImaginary(index));
    }

    /** Whether it is 0. */
    public boolean isZero() {
        return real == 0 && imaginary == 0;
    }

    /** The sum. */
    public Complex plus(Complex other) {
        return new Complex(real + other.real, imaginary + other.imaginary);
    }

    /** The difference. */
    public Complex minus(Complex other) {
        return new Complex(real - other.real, imaginary - other.imaginary);
    }

    /** The product. */
    public Complex times(Complex other) {
        return new Complex(
                real * other.real - imaginary * other.imaginary, real * other.imaginary + imaginary * other.real);
    }

    /** The quotient. */
    public Complex over(Complex other) {
        double norm = other.real * other.real + other.imaginary * other.imaginary;
        return new Complex(
                (real * other.real + imaginary * other.imaginary) / norm,
                (imaginary * other.real - real * other.imaginary) / norm);
    }

    /** The number with the opposite imaginary part. */
    public Complex conjugate() {
        return new Complex(real, -imaginary);
    }
}
