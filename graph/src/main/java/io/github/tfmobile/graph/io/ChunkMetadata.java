package io.github.tfmobile.graph.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the chunks of a split message are and where they belong (tensorflow/tools/proto_splitter/chunk.proto, which the
 * generated messages lack).
 *
 * @param joinVersion the version of the merging that is needed
 * @param chunks the chunks
 * @param message the message that they make
 */
record ChunkMetadata(long joinVersion, List<Info> chunks, Split message) {

    /** Deeper than any splitter nests. */
    private static final int DEPTH = 50;

    /** Where a chunk is and how large. */
    record Info(long size, long offset) {}

    /**
     * A message of which parts are in chunks.
     *
     * @param chunk the chunk that it starts with, null for none
     * @param fields the parts
     */
    record Split(@Nullable Long chunk, List<Part> fields) {}

    /** A part of a message, and where it belongs there; an empty path is the message itself. */
    record Part(List<Step> path, Split message) {}

    /**
     * One step down.
     *
     * @param kind of what this is the number or key
     * @param number the number of a field or an element, or an integer key
     * @param text the key of a map whose keys are strings
     */
    record Step(Kind kind, long number, @Nullable String text) {

        /** What a step is. */
        enum Kind {
            FIELD,
            INDEX,
            KEY
        }
    }

    /** Reads the message ChunkMetadata. */
    static ChunkMetadata read(ByteBuffer bytes) throws MalformedException {
        WireReader reader = new WireReader(bytes, 0);
        long joinVersion = 0;
        List<Info> chunks = new ArrayList<>();
        Split message = new Split(null, List.of());
        while (reader.next()) {
            if (!reader.isDelimited()) {
                continue;
            }
            switch (reader.number()) {
                case 1 -> joinVersion = number(reader.inner(), 2);
                case 2 -> chunks.add(new Info(number(reader.inner(), 2), number(reader.inner(), 3)));
                case 3 -> message = split(reader.inner(), 0);
                default -> {
                    // what a newer splitter adds for information
                }
            }
        }
        return new ChunkMetadata(joinVersion, chunks, message);
    }

    private static long number(WireReader reader, int field) throws MalformedException {
        long value = 0;
        while (reader.next()) {
            if (reader.number() == field && !reader.isDelimited()) {
                value = reader.number64();
            }
        }
        return value;
    }

    private static Split split(WireReader reader, int depth) throws MalformedException {
        if (depth > DEPTH) {
            throw new MalformedException("chunks are nested more than " + DEPTH + " deep", reader.offset());
        }
        Long chunk = null;
        List<Part> fields = new ArrayList<>();
        while (reader.next()) {
            if (reader.number() == 1 && !reader.isDelimited()) {
                chunk = reader.number64();
            } else if (reader.number() == 2 && reader.isDelimited()) {
                fields.add(part(reader.inner(), depth));
            }
        }
        return new Split(chunk, fields);
    }

    private static Part part(WireReader reader, int depth) throws MalformedException {
        List<Step> path = new ArrayList<>();
        Split message = new Split(null, List.of());
        while (reader.next()) {
            if (reader.number() == 1 && reader.isDelimited()) {
                path.add(step(reader.inner()));
            } else if (reader.number() == 3 && reader.isDelimited()) {
                message = split(reader.inner(), depth + 1);
            }
        }
        return new Part(path, message);
    }

    private static Step step(WireReader reader) throws MalformedException {
        Step step = null;
        while (reader.next()) {
            if (reader.number() == 2 && reader.isDelimited()) {
                step = key(reader.inner());
            } else if ((reader.number() == 1 || reader.number() == 3) && !reader.isDelimited()) {
                step = new Step(reader.number() == 1 ? Step.Kind.FIELD : Step.Kind.INDEX, reader.number64(), null);
            }
        }
        if (step == null) {
            throw new MalformedException("a step to a chunk's place says nothing", reader.offset());
        }
        return step;
    }

    private static Step key(WireReader reader) throws MalformedException {
        Step key = new Step(Step.Kind.KEY, 0, null);
        while (reader.next()) {
            key = reader.isDelimited()
                    ? new Step(
                            Step.Kind.KEY,
                            0,
                            StandardCharsets.UTF_8.decode(reader.value()).toString())
                    : new Step(Step.Kind.KEY, reader.number64(), null);
        }
        return key;
    }
}
