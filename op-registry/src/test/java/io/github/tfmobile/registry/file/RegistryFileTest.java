package io.github.tfmobile.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.SampleRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryFileTest {

    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Registry registry = SampleRegistry.create();
        Path file = directory.resolve("r.registry");

        RegistryFile.write(registry, file);
        Registry read = RegistryFile.read(file);

        assertThat(read.release()).isEqualTo("1.99.0");
        assertThat(read.revision()).isEqualTo("0123456789abcdef");
        assertThat(read.rules()).isEqualTo(registry.rules());
        assertThat(read.registeredOps()).isEqualTo(registry.registeredOps());
        assertThat(read.profiles()).isEqualTo(registry.profiles());
        assertThat(read.testedMacros()).isEqualTo(registry.testedMacros());
        assertThat(read.configurations()).isEqualTo(registry.configurations());
        assertThat(read.registrations()).isEqualTo(registry.registrations());
        assertThat(read.runtimeOps()).isEqualTo(registry.runtimeOps());
        assertThat(read.sources()).isEqualTo(registry.sources());
        assertThat(read.effects()).isEqualTo(registry.effects());
        assertThat(read.unresolved()).isEqualTo(registry.unresolved());
        assertThat(RegistryFile.toBytes(read)).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void tellsAFileThatIsNone() throws Exception {
        Path file = directory.resolve("r.registry");
        Files.writeString(file, "TFMOBREH\1");

        assertThatThrownBy(() -> RegistryFile.read(file))
                .isInstanceOf(ProblemException.class)
                .hasMessage("registryFile: this is not a registry file, or it is damaged: it does not begin as a"
                        + " registry file does\n  at " + file + "\n  write it again with the goal scan");
    }

    @Test
    void tellsAFileOfAnotherVersion() throws Exception {
        byte[] bytes = RegistryFile.toBytes(SampleRegistry.create());
        bytes[8] = 77;

        assertThatThrownBy(() -> RegistryFile.parse(bytes))
                .isInstanceOf(CorruptRegistryException.class)
                .hasMessage("its format has version 77, only 4 is known");
    }

    @Test
    void tellsAMissingFile() {
        Path file = directory.resolve("none");

        assertThatThrownBy(() -> RegistryFile.read(file))
                .isInstanceOf(ProblemException.class)
                .hasMessage("registryFile does not exist: \"" + file + "\"\n  write it with the goal scan"
                        + " tensorflowRoot=... scanFile=" + file);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = RegistryFile.toBytes(SampleRegistry.create());

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> RegistryFile.parse(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(CorruptRegistryException.class);
        }
    }

    @Test
    void everyFlippedByteOfTheFileIsRefused() {
        byte[] bytes = RegistryFile.toBytes(SampleRegistry.create());

        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= (byte) 0x55;
            assertThatThrownBy(() -> RegistryFile.parse(flipped))
                    .as("byte %d flipped", i)
                    .isInstanceOf(CorruptRegistryException.class);
        }
    }

    /** Checksums keep chance out, not malice: with right checksums every content must still end in one exception. */
    @Test
    void hostileContentWithRightChecksumsNeverEndsInAnotherException() throws Exception {
        SortedMap<Integer, byte[]> sections = Sections.read(RegistryFile.toBytes(SampleRegistry.create()));
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            SortedMap<Integer, byte[]> changed = new TreeMap<>(sections);
            int section = 1 + random.nextInt(sections.size());
            byte[] content = sections.get(section).clone();
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes && content.length > 0; i++) {
                content[random.nextInt(content.length)] = (byte) random.nextInt();
            }
            changed.put(section, random.nextInt(4) == 0 ? Arrays.copyOf(content, random.nextInt(200)) : content);
            try {
                RegistryFile.parse(Sections.write(changed));
            } catch (CorruptRegistryException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    private static void assertMacrosRefused(byte[] content, String message) throws Exception {
        SortedMap<Integer, byte[]> sections = Sections.read(RegistryFile.toBytes(SampleRegistry.create()));
        sections.put(RegistryWriter.MACROS, content);
        assertThatThrownBy(() -> RegistryFile.parse(Sections.write(sections)))
                .isInstanceOf(CorruptRegistryException.class)
                .hasMessage(message);
    }

    @Test
    void configurationsThatChangesLeadToAreChecked() throws Exception {
        byte[] content = Sections.read(RegistryFile.toBytes(SampleRegistry.create()))
                .get(RegistryWriter.MACROS)
                .clone();
        assertThat(content[0]).isEqualTo((byte) 5);
        content[0] = 2;
        assertMacrosRefused(content, "there are fewer configurations than there are");
        content[0] = 4;
        assertMacrosRefused(content, "an index leads out of its table");
        assertMacrosRefused(new byte[] {(byte) 0xff, (byte) 0xff, 0x7f}, "an index leads out of its table");
        assertMacrosRefused(new byte[] {5, 1, (byte) 0x80}, "a set leads out of its table");
        assertMacrosRefused(new byte[] {5, 1, 1, 1, 1, 9}, "a count is larger than what follows");
        assertMacrosRefused(new byte[] {5, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0}, "a section is longer than its content");
    }

    @Test
    void aSectionThatClaimsToBeHugeTakesNoMemory() {
        byte[] bytes = RegistryFile.toBytes(SampleRegistry.create());
        bytes[10] = 0x03;

        assertThatThrownBy(() -> RegistryFile.parse(bytes))
                .isInstanceOf(CorruptRegistryException.class)
                .hasMessage("a section claims to hold more than it can");
    }
}
