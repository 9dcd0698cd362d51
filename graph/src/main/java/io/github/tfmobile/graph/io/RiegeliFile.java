package io.github.tfmobile.graph.io;

import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * The records of a Riegeli file (github.com/google/riegeli, doc/riegeli_records_file_format.md), as TensorFlow's
 * proto_splitter writes them. A chunk's header is verified when the file is opened, its data when a record of it is read.
 * Not thread-safe.
 *
 * <p>The file is cut into blocks of 64 KB, each with a header of its own in the midst of whatever is there. So the data of
 * a chunk is nowhere in one piece; it is put together in a {@link ScratchBuffer}, not on the heap.
 */
final class RiegeliFile {

    /** What every such file starts with: the header of the first block and an empty chunk, the signature. */
    static final byte[] SIGNATURE = {
        (byte) 0x83,
        (byte) 0xaf,
        0x70,
        (byte) 0xd1,
        0x0d,
        (byte) 0x88,
        0x4a,
        0x3f,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0, //
        0x40,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        (byte) 0x91,
        (byte) 0xba,
        (byte) 0xc2,
        0x3c,
        (byte) 0x92,
        (byte) 0x87,
        (byte) 0xe1,
        (byte) 0xa9
    };

    private static final int BLOCK = 1 << 16;
    private static final int BLOCK_HEADER = 24;
    private static final int CHUNK_HEADER = 40;

    /** More records than any splitter makes, and than are worth the memory. */
    private static final long MOST_RECORDS = 1 << 20;

    /** The data of one chunk, and all of a file's together: a message has 2 GB at most, a model some of them. */
    private static final long MOST_UNPACKED = 1L << 34;

    /** The chunk with the description of all others, which takes some dozen bytes for each of them. */
    private static final long MOST_DESCRIPTION = 1 << 26;

    private final MappedFile file;
    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
    private long unpacked;

    /** The chunk that was read last, and its records. */
    private long current = -1;

    private ByteBuffer values = ByteBuffer.allocate(0);
    private int[] ends = {};

    private record Chunk(long begin, int dataSize, long hash, int type, int records, long decodedSize) {}

    private RiegeliFile(MappedFile file) {
        this.file = file;
    }

    /** Looks for all chunks of the file. */
    static RiegeliFile open(MappedFile file) throws MalformedException {
        RiegeliFile riegeli = new RiegeliFile(file);
        long begin = 0;
        long records = 0;
        while (begin < file.size()) {
            Chunk chunk = riegeli.header(begin);
            if ((begin == 0) != (chunk.type() == 's')) {
                throw new MalformedException(
                        begin == 0 ? "it does not begin with a file signature" : "a second file signature", begin);
            }
            records += chunk.records();
            if (chunk.type() == 'r' && chunk.records() > 0) {
                riegeli.chunks.put(begin, chunk);
            } else if (chunk.type() != 's' && chunk.type() != 'p' && chunk.type() != 'm') {
                throw new MalformedException(
                        chunk.type() == 't'
                                ? "its records are transposed (Riegeli option \"transpose\"), which is not read"
                                : "a chunk has the unknown type " + chunk.type(),
                        begin);
            }
            if (records > MOST_RECORDS) {
                throw new MalformedException("it has more than " + MOST_RECORDS + " records", begin);
            }
            begin = end(chunk);
        }
        return riegeli;
    }

    private Chunk header(long begin) throws MalformedException {
        ByteBuffer header = ByteBuffer.allocate(CHUNK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        copy(begin, header);
        header.flip();
        if (HighwayHash.of(header.slice(8, CHUNK_HEADER - 8)) != header.getLong(0)) {
            throw new MalformedException("the hash of a chunk's header does not match", begin);
        }
        long dataSize = header.getLong(8);
        long records = header.getLong(24) >>> 8;
        long decodedSize = header.getLong(32);
        if (dataSize < 0 || dataSize > Integer.MAX_VALUE) {
            throw new MalformedException("a chunk has " + Long.toUnsignedString(dataSize) + " bytes of data", begin);
        }
        if (records > MOST_RECORDS || decodedSize < 0 || decodedSize > Integer.MAX_VALUE) {
            throw new MalformedException(
                    "a chunk holds " + records + " records of " + Long.toUnsignedString(decodedSize) + " bytes", begin);
        }
        Chunk chunk =
                new Chunk(begin, (int) dataSize, header.getLong(16), header.get(24) & 0xff, (int) records, decodedSize);
        if (end(chunk) > file.size()) {
            throw new MalformedException("it ends within a chunk", begin);
        }
        return chunk;
    }

    /** Where the next chunk begins: behind the data, or where the records' numbers end, but not within a block header. */
    private static long end(Chunk chunk) {
        long behind = chunk.begin() + chunk.records();
        long left = (BLOCK - behind % BLOCK) % BLOCK;
        long boundary = behind + Math.max(0, left - (BLOCK - BLOCK_HEADER - 1));
        return Math.max(withHeaders(chunk.begin(), CHUNK_HEADER + (long) chunk.dataSize()), boundary);
    }

    /** The place so many bytes further, block headers not counted. */
    private static long withHeaders(long from, long size) {
        long usable = BLOCK - BLOCK_HEADER;
        long blocks = (size + (from + usable - 1) % BLOCK) / usable;
        return from + size + blocks * BLOCK_HEADER;
    }

    /** Fills the buffer with what follows a place, block headers left out. */
    private void copy(long from, ByteBuffer to) throws MalformedException {
        long at = from;
        while (to.hasRemaining()) {
            int within = (int) (at % BLOCK);
            if (within < BLOCK_HEADER) {
                at += BLOCK_HEADER - within;
                within = BLOCK_HEADER;
            }
            int count = Math.min(BLOCK - within, to.remaining());
            if (at + count > file.size()) {
                throw new MalformedException("it ends within a chunk", from);
            }
            to.put(file.slice(at, count));
            at += count;
        }
    }

    /** The last record, in which a splitter says what the others are. */
    ByteBuffer last() throws MalformedException {
        Map.Entry<Long, Chunk> chunk = chunks.lastEntry();
        if (chunk == null) {
            throw new MalformedException("it has no records", file.size());
        }
        if (chunk.getValue().decodedSize() > MOST_DESCRIPTION) {
            throw new MalformedException(
                    "it has " + chunk.getValue().decodedSize() + " bytes, more than the " + MOST_DESCRIPTION
                            + " that descriptions may have",
                    chunk.getKey());
        }
        return record(chunk.getKey() + chunk.getValue().records() - 1);
    }

    /** How many bytes all records have once they are unpacked, as the chunks' headers say. */
    long unpackedSize() {
        return chunks.values().stream().mapToLong(Chunk::decodedSize).sum();
    }

    /**
     * A record, not on the heap.
     *
     * @param position the sum of where its chunk begins and its number there
     */
    ByteBuffer record(long position) throws MalformedException {
        Map.Entry<Long, Chunk> entry = chunks.floorEntry(position);
        if (entry == null || position - entry.getKey() >= entry.getValue().records()) {
            throw new MalformedException("no record is at " + position, Math.min(position, file.size()));
        }
        Chunk chunk = entry.getValue();
        if (chunk.begin() != current) {
            unpack(chunk);
            current = chunk.begin();
        }
        int index = (int) (position - chunk.begin());
        int start = index == 0 ? 0 : ends[index - 1];
        return values.slice(start, ends[index] - start).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void unpack(Chunk chunk) throws MalformedException {
        current = -1;
        unpacked += chunk.decodedSize() + chunk.dataSize();
        if (unpacked > MOST_UNPACKED) {
            throw new MalformedException("it unpacks to more than " + MOST_UNPACKED + " bytes", chunk.begin());
        }
        ByteBuffer data = ScratchBuffer.allocate(chunk.dataSize()).order(ByteOrder.LITTLE_ENDIAN);
        copy(withHeaders(chunk.begin(), CHUNK_HEADER), data);
        data.flip();
        if (HighwayHash.of(data) != chunk.hash()) {
            throw new MalformedException("the hash of a chunk's data does not match", chunk.begin());
        }
        try {
            split(chunk, new WireReader(data, 0), data);
        } catch (MalformedException e) {
            // Places in what was put together are none in the file.
            throw new MalformedException(e.what(), chunk.begin(), e);
        }
    }

    /** A byte that tells the compression, the size of the records' sizes, their sizes, the records. */
    private void split(Chunk chunk, WireReader reader, ByteBuffer data) throws MalformedException {
        if (chunk.dataSize() == 0) {
            throw new MalformedException("a chunk of records is empty", chunk.begin());
        }
        ChunkCompression compression = ChunkCompression.of(data.get(0), chunk.begin());
        reader.skip(1);
        int sizesLength = reader.varintLength();
        ByteBuffer packed = data.slice(reader.position(), sizesLength).order(ByteOrder.LITTLE_ENDIAN);
        // Ten bytes hold any size.
        WireReader sizes = new WireReader(compression.unpack(packed, 10L * chunk.records()), 0);
        int[] found = new int[chunk.records()];
        long end = 0;
        for (int i = 0; i < found.length; i++) {
            long size = sizes.varint();
            if (size < 0 || size > chunk.decodedSize() - end) {
                throw new MalformedException("the records of a chunk have more bytes than it says", chunk.begin());
            }
            end += size;
            found[i] = (int) end;
        }
        reader.skip(sizesLength);
        ByteBuffer records = compression.unpack(reader.rest(), chunk.decodedSize());
        if (end != chunk.decodedSize() || records.remaining() != end || !sizes.atEnd()) {
            throw new MalformedException("the records of a chunk have fewer bytes than it says", chunk.begin());
        }
        ends = found;
        values = records;
    }
}
