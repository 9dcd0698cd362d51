package io.github.tfmobile.common.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was seen of files during a piece of work: those opened, the listings made, the names looked for. The
 * work gets the same result again for as long as it would see the same. Thread-safe.
 */
public final class FileRecord {

    /** A larger file is known by its looks alone: to read it once more would cost too much. */
    private static final long CHECKSUMMED = 256L << 20;

    /** A file that was changed so shortly before may be changed again without a trace in its times. */
    private static final long TICK = 50_000_000;

    private static final ThreadLocal<@Nullable FileRecord> CURRENT = new ThreadLocal<>();

    private final Map<String, Sighting> sightings = new ConcurrentSkipListMap<>();

    /** Work that may fail. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {

        /** Does it. */
        T run() throws E, IOException;
    }

    /** The record of what this thread does; null when nothing is recorded. */
    static @Nullable FileRecord current() {
        return CURRENT.get();
    }

    /** Does some work and records in this what it sees. */
    public <T, E extends Exception> T during(Work<T, E> work) throws E, IOException {
        FileRecord before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.run();
        } finally {
            restore(before);
        }
    }

    /** Work for another thread that records where this one does. */
    public static <T extends @Nullable Object> Supplier<T> handOn(Supplier<T> work) {
        FileRecord record = CURRENT.get();
        return () -> into(record, work);
    }

    /** Work for another thread that records where this one does. */
    public static Runnable handOn(Runnable work) {
        FileRecord record = CURRENT.get();
        return () -> into(record, () -> {
            work.run();
            return true;
        });
    }

    private static <T extends @Nullable Object> T into(@Nullable FileRecord record, Supplier<T> work) {
        FileRecord before = CURRENT.get();
        restore(record);
        try {
            return work.get();
        } finally {
            restore(before);
        }
    }

    private static void restore(@Nullable FileRecord record) {
        if (record == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(record);
        }
    }

    void opened(FileStamp stamp) {
        FileStamp safe = stamp;
        long now = System.currentTimeMillis() * 1_000_000;
        if (Math.max(stamp.modified(), stamp.changed()) > now - TICK) {
            safe = new FileStamp(stamp.path(), stamp.size(), stamp.modified(), -1, stamp.key(), stamp.checksum());
        }
        Sighting opened = new Sighting.Opened(safe);
        sightings.merge("f" + stamp.path(), opened, (first, second) -> better(first, stamp, second));
    }

    /** The first stamp of a file counts; a checksum only when the file has not changed since. */
    private static Sighting better(Sighting first, FileStamp stamp, Sighting second) {
        return first instanceof Sighting.Opened known
                        && known.stamp().checksum().isEmpty()
                        && !stamp.checksum().isEmpty()
                        && known.stamp().size() == stamp.size()
                        && known.stamp().modified() == stamp.modified()
                        && known.stamp().key().equals(stamp.key())
                ? second
                : first;
    }

    void asked(Path path, PathKind kind) {
        String name = FileStamp.name(path);
        sightings.putIfAbsent("k" + name, new Sighting.Asked(name, kind));
    }

    void listed(Path folder, String start, String names) {
        String name = FileStamp.name(folder);
        sightings.putIfAbsent("l" + name + "\0" + start, new Sighting.Listed(name, start, names));
    }

    /** Takes what this has into the record of the work that is going on, which uses what was read before. */
    public void replay() {
        FileRecord current = current();
        if (current != null) {
            sightings.forEach(current.sightings::putIfAbsent);
        }
    }

    /** What was seen, in a fixed order, with the checksums of files that are not too large. */
    public List<Sighting> sightings() throws IOException {
        List<Sighting> all = new ArrayList<>();
        for (Sighting sighting : sightings.values()) {
            if (sighting instanceof Sighting.Asked asked
                    && asked.kind() == PathKind.FILE
                    && sightings.containsKey("f" + asked.path())) {
                continue;
            }
            all.add(
                    sighting instanceof Sighting.Opened opened
                                    && opened.stamp().checksum().isEmpty()
                            ? new Sighting.Opened(checksummed(opened.stamp()))
                            : sighting);
        }
        return all;
    }

    private static FileStamp checksummed(FileStamp stamp) throws IOException {
        Path file = Path.of(stamp.path());
        if (stamp.size() > CHECKSUMMED || !same(stamp, FileStamp.of(file))) {
            return stamp;
        }
        String checksum = InputFiles.checksum(file);
        // What changed meanwhile is not what was read.
        return same(stamp, FileStamp.of(file)) ? stamp.withChecksum(checksum) : stamp;
    }

    private static boolean same(FileStamp stamp, @Nullable FileStamp now) {
        return now != null
                && stamp.size() == now.size()
                && stamp.modified() == now.modified()
                && stamp.key().equals(now.key())
                && (stamp.changed() < 0 || stamp.changed() == now.changed());
    }
}
