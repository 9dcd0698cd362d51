package io.github.tfmobile.graph.io;

import com.google.protobuf.Message;
import io.github.tfmobile.common.output.TemporaryFiles;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.Guard;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files that hold one message. */
public final class MessageFiles {

    private MessageFiles() {}

    /**
     * Merges a whole binary file into the builder; large tensors stay where they are.
     *
     * @param element what the user calls the file
     * @throws ProblemException if it is damaged
     */
    public static <B extends Message.Builder> B merge(MappedFile file, String element, B builder)
            throws ProblemException {
        String name = builder.getDescriptorForType().getName();
        if (file.size() > GraphReader.LARGEST) {
            throw tooLarge(element, name, file);
        }
        return new Guard(file.path(), element).read(() -> {
            try {
                return ProtoReader.of(file).merge(builder);
            } catch (MalformedException e) {
                throw damaged(element, "damaged or no " + name + ": " + e.what(), e, file);
            }
        });
    }

    /**
     * Merges a message that was split over the records of a file (.cpb) into the builder; large tensors lie in
     * temporary files.
     *
     * @throws ProblemException if it is damaged
     */
    public static <B extends Message.Builder> B mergeChunks(MappedFile file, String element, B builder)
            throws ProblemException {
        String name = builder.getDescriptorForType().getName();
        return new Guard(file.path(), element).read(() -> {
            try {
                RiegeliFile records = RiegeliFile.open(file);
                requireRoom(file, element, records.unpackedSize());
                ChunkMerger.merge(file, records, builder);
                return builder;
            } catch (MalformedException e) {
                throw damaged(element, "damaged or no " + name + " split into chunks: " + e.what(), e, file);
            }
        });
    }

    /** Weights may be packed to any ratio, so what they take is told before they are unpacked. */
    private static void requireRoom(MappedFile file, String element, long unpacked) throws ProblemException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        long free;
        try {
            free = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            // Whoever writes there tells of it.
            return;
        }
        if (unpacked > free) {
            throw new ProblemException(Problem.of(
                    GraphProblem.NO_ROOM_TO_UNPACK,
                    element + " unpacks to " + unpacked + " bytes, and the temporary folder has " + free + ": \""
                            + MappedFile.shown(file.path()) + "\"",
                    Place.of(folder),
                    TemporaryFiles.MAKE_ROOM));
        }
    }

    /**
     * Merges a whole text file into the builder.
     *
     * @throws ProblemException with line and column if it is no such text
     */
    public static <B extends Message.Builder> B mergeText(MappedFile file, String element, B builder)
            throws ProblemException {
        return new Guard(file.path(), element).read(() -> TextMessages.merge(file, element, builder));
    }

    static ProblemException tooLarge(String element, String name, MappedFile file) {
        return new ProblemException(Problem.of(
                GraphProblem.MESSAGE_TOO_LARGE,
                element + " has " + file.size() + " bytes, but no " + name + " is larger than " + GraphReader.LARGEST
                        + ": \"" + MappedFile.shown(file.path()) + "\"",
                "It is no " + name + ", or was not written completely."));
    }

    /** The problem of a file that is not what it seemed to be. */
    static ProblemException damaged(String element, String what, MalformedException e, MappedFile file) {
        return new ProblemException(
                Problem.of(
                        GraphProblem.MESSAGE_DAMAGED,
                        element + " is " + what + ": \"" + MappedFile.shown(file.path()) + "\"",
                        Place.at(file.path(), e.offset()),
                        "Copy or write the file again."),
                e);
    }
}
