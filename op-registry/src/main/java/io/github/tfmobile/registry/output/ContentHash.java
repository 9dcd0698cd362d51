package io.github.tfmobile.registry.output;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of a stream. Large pieces are hashed by a thread of its own, so that the caller can write them meanwhile; it
 * must {@link #await} before it changes them.
 */
final class ContentHash implements AutoCloseable {

    /** Below this many bytes handing over costs more than it saves. */
    private static final int LARGE = 128 * 1024;

    private final MessageDigest digest;
    private @Nullable ExecutorService executor;
    private @Nullable Future<?> pending;

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Takes in the remaining bytes; they must not change before {@link #await}. */
    void update(ByteBuffer bytes) {
        if (bytes.remaining() < LARGE) {
            digest.update(bytes);
            return;
        }
        if (executor == null) {
            executor = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "tfmobile-sha256");
                thread.setDaemon(true);
                return thread;
            });
        }
        pending = executor.submit(() -> digest.update(bytes));
    }

    /** Waits until everything given so far is taken in. */
    void await() {
        Future<?> task = pending;
        pending = null;
        boolean interrupted = false;
        while (task != null) {
            try {
                task.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("hashing cannot fail", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The hash in lower-case hex; ends this. */
    String finish() {
        await();
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
