package io.github.tfmobile.codegen.requirement;

/**
 * Something that would make an unregistered op go away.
 *
 * @param kind a word for it, fixed, for reports that a program reads: {@code strip}, {@code types}, {@code file},
 *     {@code release}, ...
 * @param text one or more lines for a reader
 */
public record Remedy(String kind, String text) {}
