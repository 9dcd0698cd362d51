package io.github.tfmobile.lite.model;

/**
 * Some bytes of the model's file.
 *
 * @param offset the first one, from the start of the file
 * @param size how many
 * @param outside whether they lie outside the FlatBuffer, where runtimes before 2.21 do not look
 */
public record ByteRange(long offset, long size, boolean outside) {

    /** No bytes. */
    public static final ByteRange NONE = new ByteRange(0, 0, false);
}
