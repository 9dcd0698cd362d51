package io.github.tfmobile.engine.event;

import io.github.tfmobile.common.progress.Progress;
import java.io.Console;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells of work that takes longer than two seconds: what is done and how far it is. Where lines stay (a log file, a
 * terminal that cannot be written over) at most one line a second, and none that says what the last one said; in batch
 * mode one line for each piece of work. Of work within work only the innermost is shown.
 *
 * <p>A thread looks at the work while there is any, so that also what does not count its steps is told of.
 */
public final class ProgressLines implements Progress {

    private static final long QUIET_NANOS = 2_000_000_000L;
    private static final long INTERVAL_NANOS = 1_000_000_000L;
    private static final long LOOK_MILLIS = 200;

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
    private final boolean looks;
    private final Deque<Shown> running = new ArrayDeque<>();
    private @Nullable Thread looking;
    private String last = "";
    private long lastTime;
    private boolean inPlace;

    /**
     * Shows progress where messages go, or on the terminal where there is one to write over.
     *
     * @param interactive whether somebody looks on
     * @param parallel whether other work writes lines meanwhile
     * @param lines takes lines that stay
     */
    @SuppressWarnings("SystemConsoleNull") // newer Java has a console without a terminal: TERM tells
    public static ProgressLines of(boolean interactive, boolean parallel, Consumer<String> lines) {
        if (!interactive) {
            return new ProgressLines(Style.BATCH, lines);
        }
        Console console = System.console();
        String terminal = System.getenv("TERM");
        if (parallel || console == null || terminal == null || terminal.equals("dumb")) {
            return new ProgressLines(Style.LINES, lines);
        }
        return new ProgressLines(Style.IN_PLACE, line -> {
            console.writer().print(line);
            console.flush();
        });
    }

    /** Shows progress in a style; {@code sink} takes one line at a time, without its end. */
    public ProgressLines(Style style, Consumer<String> sink) {
        this(style, sink, System::nanoTime, true);
    }

    /** The same by another clock; without a thread somebody has to {@link #look}. */
    ProgressLines(Style style, Consumer<String> sink, LongSupplier nanoTime, boolean looks) {
        this.style = style;
        this.sink = sink;
        this.nanoTime = nanoTime;
        this.looks = looks;
        this.lastTime = nanoTime.getAsLong() - INTERVAL_NANOS;
    }

    @Override
    public synchronized Task start(String what, String unit, long total) {
        Shown task = new Shown(what, unit, total);
        running.addLast(task);
        if (looks && looking == null) {
            looking = new Thread(this::lookOn, "tfmobile-progress");
            looking.setDaemon(true);
            looking.start();
        }
        return task;
    }

    @Override
    public synchronized void makeRoom() {
        if (inPlace) {
            sink.accept("\r\u001b[K");
            inPlace = false;
        }
    }

    private void lookOn() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                synchronized (this) {
                    if (looking != Thread.currentThread()) {
                        return;
                    }
                    look();
                }
            }
        } catch (InterruptedException e) {
            // All work has ended.
        }
    }

    /** Shows how far the innermost work is, if it is time to. */
    synchronized void look() {
        Shown task = running.peekLast();
        long now = nanoTime.getAsLong();
        if (task == null || now - task.started < QUIET_NANOS || now - lastTime < INTERVAL_NANOS) {
            return;
        }
        String line = task.line();
        if ((style == Style.BATCH && task.shown) || (style == Style.LINES && line.equals(last))) {
            return;
        }
        task.shown = true;
        last = line;
        lastTime = now;
        inPlace = style == Style.IN_PLACE;
        sink.accept(inPlace ? "\r" + line + "\u001b[K" : line);
    }

    private synchronized void ended(Shown task) {
        running.remove(task);
        if (task.shown) {
            makeRoom();
        }
        if (running.isEmpty() && looking != null) {
            looking.interrupt();
            looking = null;
        }
    }

    private final class Shown implements Task {

        private final String what;
        private final String unit;
        private final long total;
        private final long started = nanoTime.getAsLong();
        private volatile long count = -1;
        private volatile String part = "";
        private boolean shown;

        Shown(String what, String unit, long total) {
            this.what = what;
            this.unit = unit;
            this.total = total;
        }

        @Override
        public void done(long now) {
            count = now;
        }

        @Override
        public void doing(String now) {
            part = now;
        }

        @Override
        public void close() {
            ended(this);
        }

        private String line() {
            StringBuilder line = new StringBuilder(what);
            if (count >= 0 || total > 0) {
                line.append(": ");
                if (count >= 0) {
                    line.append(amount(count)).append(total > 0 ? " of " : "");
                }
                line.append(total > 0 ? amount(total) : "").append(unit.equals("bytes") ? " MB" : " " + unit);
            }
            return line.append(part.isEmpty() ? "" : ", " + part).toString();
        }

        private String amount(long value) {
            return String.format(Locale.ROOT, "%,d", unit.equals("bytes") ? value / 1_000_000 : value);
        }
    }
}
