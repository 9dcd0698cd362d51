package io.github.tfmobile.graph.evaluate;

import io.github.tfmobile.graph.tensor.Tensor;

/** A complex number. */
record Complex(double real, double imaginary) {

    static Complex of(Tensor tensor, int index) {
        return new Complex(tensor.getDouble(index), tensor.getImaginary(index));
    }

    boolean isZero() {
        return real == 0 && imaginary == 0;
    }

    Complex plus(Complex other) {
        return new Complex(real + other.real, imaginary + other.imaginary);
    }

    Complex minus(Complex other) {
        return new Complex(real - other.real, imaginary - other.imaginary);
    }

    Complex times(Complex other) {
        return new Complex(
                real * other.real - imaginary * other.imaginary, real * other.imaginary + imaginary * other.real);
    }

    Complex over(Complex other) {
        double norm = other.real * other.real + other.imaginary * other.imaginary;
        return new Complex(
                (real * other.real + imaginary * other.imaginary) / norm,
                (imaginary * other.real - real * other.imaginary) / norm);
    }

    Complex conjugate() {
        return new Complex(real, -imaginary);
    }
}
