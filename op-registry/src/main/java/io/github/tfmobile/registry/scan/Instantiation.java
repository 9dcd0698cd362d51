package io.github.tfmobile.registry.scan;

/**
 * An explicit template instantiation, as in {@code template struct functor::Fill<CPUDevice, float>;}.
 *
 * @param template the template's last name: {@code Fill}
 * @param arguments the text of the template arguments without the outer brackets, one space for any white space
 * @param line its line, from 1
 */
public record Instantiation(String template, String arguments, int line) {}
