package io.github.tfmobile.common.output;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of a stream, computed by a thread of its own while the caller writes the same bytes. A caller that wants to
 * change bytes it has given waits for them with {@link #await}.
 */
final class ContentHash implements AutoCloseable {

    /** How many pieces the hash may be behind; keeps what is hashed in the caches of the processor. */
    private static final int BEHIND = 16;

    private final MessageDigest digest;
    private final ArrayDeque<Future<?>> pending = new ArrayDeque<>();
    private @Nullable ExecutorService executor;

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Takes in the remaining bytes, which must not change until this piece was awaited or the hash is finished.
     *
     * @return what to give to {@link #await}
     */
    Future<?> update(ByteBuffer bytes) {
        if (executor == null) {
            executor = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "tfmobile-sha256");
                thread.setDaemon(true);
                return thread;
            });
        }
        while (pending.size() >= BEHIND) {
            await(pending.remove());
        }
        Future<?> task = executor.submit(() -> digest.update(bytes));
        pending.add(task);
        return task;
    }

    /** Waits until a piece is taken in. */
    static void await(Future<?> piece) {
        boolean interrupted = false;
        while (true) {
            try {
                piece.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("hashing fails only where reading the bytes does", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The hash in lower-case hex; ends this. */
    String finish() {
        while (!pending.isEmpty()) {
            await(pending.remove());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
