package io.github.tfmobile.maven.log;

import io.github.tfmobile.registry.progress.Progress;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells of work that takes longer than two seconds: what is done and how far it is. Where lines stay (a log file, a
 * terminal that cannot be written over) at most one line a second; in batch mode only the first.
 */
public final class LogProgress implements Progress {

    private static final long QUIET_NANOS = 2_000_000_000L;
    private static final long INTERVAL_NANOS = 1_000_000_000L;

    /** How lines are shown. */
    public enum Style {
        /** Written over in place. */
        IN_PLACE,
        /** One after the other. */
        LINES,
        /** One line for each piece of work that takes long. */
        BATCH
    }

    private final Style style;
    private final Consumer<String> sink;
    private final LongSupplier nanoTime;

    /** Shows progress in a style; {@code sink} takes one line at a time, without its end. */
    public LogProgress(Style style, Consumer<String> sink) {
        this(style, sink, System::nanoTime);
    }

    LogProgress(Style style, Consumer<String> sink, LongSupplier nanoTime) {
        this.style = style;
        this.sink = sink;
        this.nanoTime = nanoTime;
    }

    @Override
    public Task start(String what, String unit, long total) {
        return new Shown(what, unit, total);
    }

    private final class Shown implements Task {

        private final String what;
        private final String unit;
        private final long total;
        private final long started = nanoTime.getAsLong();
        private long next = started + QUIET_NANOS;
        private boolean shown;

        Shown(String what, String unit, long total) {
            this.what = what;
            this.unit = unit;
            this.total = total;
        }

        @Override
        public synchronized void done(long count) {
            long now = nanoTime.getAsLong();
            if (now - next < 0 || (shown && style == Style.BATCH)) {
                return;
            }
            next = now + INTERVAL_NANOS;
            String line = what + ": " + amount(count) + (total > 0 ? " of " + amount(total) : "") + " " + unit();
            sink.accept(style == Style.IN_PLACE ? "\r" + line + "\u001b[K" : line);
            shown = true;
        }

        @Override
        public synchronized void close() {
            if (shown && style == Style.IN_PLACE) {
                sink.accept("\r\u001b[K");
            }
        }

        private String unit() {
            return unit.equals("bytes") ? "MB" : unit;
        }

        private String amount(long count) {
            return unit.equals("bytes") ? String.format(Locale.ROOT, "%,d", count / 1_000_000) : Long.toString(count);
        }
    }
}
