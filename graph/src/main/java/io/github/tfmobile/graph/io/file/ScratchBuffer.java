package io.github.tfmobile.graph.io.file;

import io.github.tfmobile.common.output.TemporaryFiles;
import io.github.tfmobile.common.output.UnwritableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Room for tensors that are computed: large ones lie in a temporary file that is mapped, not on the heap. */
public final class ScratchBuffer {

    /** Below this size a mapping costs more than it saves, and there is a limit to their number. */
    private static final int MAPPED = 64 * 1024;

    private ScratchBuffer() {}

    /**
     * A buffer of so many bytes, all zero. Its file has no name any more where the system allows that, and goes with the
     * buffer.
     *
     * @throws NoRoomException if the temporary folder (java.io.tmpdir) has no room for it
     */
    public static ByteBuffer allocate(int size) {
        if (size < MAPPED) {
            return ByteBuffer.allocate(size);
        }
        try {
            return TemporaryFiles.scratch(size);
        } catch (IOException e) {
            throw new NoRoomException(
                    size + " bytes in \"" + System.getProperty("java.io.tmpdir", "") + "\", "
                            + UnwritableException.reason(e),
                    e);
        }
    }

    /** The temporary folder is full, or cannot be written. */
    public static final class NoRoomException extends UncheckedIOException {

        private static final long serialVersionUID = 1;

        NoRoomException(String message, IOException cause) {
            super(message, cause);
        }
    }
}
