package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.common.file.FileRecord;
import io.github.tfmobile.common.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** As many threads as there are processors. Results come in the order of the input. */
public final class Workers implements AutoCloseable {

    /** Deep enough for the deepest nesting that the expander and the walker allow. */
    private static final long STACK = 64L << 20;

    private final int threads = Runtime.getRuntime().availableProcessors();
    private final ExecutorService executor = Executors.newFixedThreadPool(threads, work -> {
        Thread thread = new Thread(null, work, "tfmobile-scan", STACK);
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Applies a function to each element.
     *
     * @param task is told of the elements done, null to keep silent
     * @param before how many the task had done before
     */
    public <T, R extends @Nullable Object> List<R> map(
            List<T> elements, Function<T, R> function, Progress.@Nullable Task task, long before) {
        Object[] results = new Object[elements.size()];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(executor.submit(FileRecord.handOn(() -> {
                for (int k = next.getAndIncrement(); k < results.length; k = next.getAndIncrement()) {
                    results[k] = function.apply(elements.get(k));
                    int count = done.incrementAndGet();
                    if (task != null && count % 64 == 0) {
                        task.done(before + count);
                    }
                }
            })));
        }
        try {
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the scan was interrupted", e);
        }
        @SuppressWarnings("unchecked")
        List<R> list = (List<R>) Arrays.asList(results);
        return list;
    }

    /** Gives each element to somebody. */
    public <T> void forEach(List<T> elements, Consumer<T> taker) {
        map(
                elements,
                element -> {
                    taker.accept(element);
                    return null;
                },
                null,
                0);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
