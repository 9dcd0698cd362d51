package io.github.tfmobile.lite.model;

/**
 * Something said of the model beside what runs.
 *
 * @param buffer the number of the buffer that holds it
 */
public record Metadata(String name, int buffer) {}
