package io.github.tfmobile.registry.file;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.GoalName;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.problem.RegistryProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Registry files: reading and writing. The format is described in docs/registry.md. */
public final class RegistryFile {

    /** No registry comes near this size, in bytes. */
    private static final int MAX_FILE = 64 << 20;

    private RegistryFile() {}

    /**
     * Reads a registry file.
     *
     * @throws ProblemException when it cannot be read or is not a registry file of this version of the format
     */
    public static Registry read(Path file) throws ProblemException {
        try {
            return parse(InputFiles.bytes(file, MAX_FILE));
        } catch (CorruptRegistryException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        } catch (UnreadableException e) {
            throw switch (e.reason()) {
                case TOO_LARGE -> damaged(file, "it is larger than any registry");
                case MISSING ->
                    e.problem(
                            Setting.REGISTRY_FILE.toString(),
                            "write it with " + GoalName.SCAN + " " + Setting.TENSORFLOW_ROOT.option("...") + " "
                                    + Setting.SCAN_FILE.option(file.toString()));
                default -> e.problem(Setting.REGISTRY_FILE.toString());
            };
        }
    }

    /**
     * Writes a registry file, atomically; the same registry always gives the same bytes.
     *
     * @throws IOException when it cannot be written
     */
    public static OutputFile.Written write(Registry registry, Path file) throws IOException {
        try (OutputFile out = OutputFile.open(file)) {
            out.write(ByteBuffer.wrap(toBytes(registry)));
            return out.commit();
        }
    }

    /** The content of a registry file. */
    public static byte[] toBytes(Registry registry) {
        return RegistryWriter.write(registry);
    }

    static Registry parse(byte[] content) throws CorruptRegistryException {
        return RegistryReader.read(content);
    }

    private static ProblemException damaged(Path file, String why) {
        return new ProblemException(Problem.of(
                RegistryProblem.NO_REGISTRY_FILE,
                Setting.REGISTRY_FILE + ": this is not a registry file, or it is damaged: " + why,
                Place.of(file),
                "write it again with " + GoalName.SCAN));
    }
}
