package io.github.tfmobile.registry.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.binary.NativeLibrary.Image;
import io.github.tfmobile.registry.binary.NativeLibrary.Kind;
import io.github.tfmobile.registry.binary.NativeLibrary.Occurrence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeLibraryTest {

    private static final String SOFTMAX = "SoftmaxOp<CPUDevice, float>";
    private static final String LOG_SOFTMAX = "LogSoftmaxOp<CPUDevice, float>";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "40, 32, arm, armeabi-v7a",
        "3, 32, x86, x86",
        "183, 64, arm64, arm64-v8a",
        "62, 64, x86_64, x86_64",
        "243, 64, riscv64, riscv64",
        "999, 64, machine 999, machine 999"
    })
    void readsSharedLibrariesOfEveryArchitecture(int machine, int bits, String name, String abi) throws Exception {
        SmallLibrary library = bits == 64 ? SmallLibrary.of64(machine) : SmallLibrary.of32(machine);

        NativeLibrary read =
                read(library.texts("Softmax", "SoftmaxOp< CPUDevice,float>").elf(), SOFTMAX, "Softmax", "Mul");

        assertThat(read.kind()).isEqualTo(Kind.SHARED_LIBRARY);
        Image image = read.images().get(0);
        assertThat(image.architecture()).isEqualTo(new Architecture(name, bits));
        assertThat(image.architecture().androidAbi()).isEqualTo(abi);
        assertThat(image.texts()).isEqualTo(Map.of(SOFTMAX, Occurrence.WHOLE, "Softmax", Occurrence.WHOLE));
        assertThat(image.has(SOFTMAX)).isTrue();
        assertThat(image.has("Mul")).isFalse();
    }

    @Test
    void readsTheOtherByteOrderAndLibrariesWithoutSectionHeaders() throws Exception {
        assertThat(read(SmallLibrary.bigEndian(21).texts(SOFTMAX).elf(), SOFTMAX)
                        .images()
                        .get(0)
                        .has(SOFTMAX))
                .isTrue();
        assertThat(read(SmallLibrary.arm64().stripped().texts(SOFTMAX).elf(), SOFTMAX)
                        .images()
                        .get(0)
                        .has(SOFTMAX))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0x1000, 0x4000, 0x10000})
    void tellsThePageSizeThatSegmentsAllow(long align) throws Exception {
        assertThat(read(SmallLibrary.arm64().align(align).texts(SOFTMAX).elf())
                        .images()
                        .get(0)
                        .pageSize())
                .isEqualTo(align);
        assertThat(read(SmallLibrary.arm64().align(align).object().elf())
                        .images()
                        .get(0)
                        .pageSize())
                .isZero();
    }

    /** Segments may say that they are aligned and not be so. */
    @Test
    void doesNotBelieveAnAlignmentThatFileAndMemoryContradict() throws Exception {
        byte[] elf = SmallLibrary.arm64().texts(SOFTMAX).elf();
        ByteBuffer words = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
        words.putLong(64 + 16, words.getLong(64 + 16) + 0x1000);

        assertThat(read(elf).images().get(0).pageSize()).isEqualTo(0x1000);
    }

    @Test
    void readsArchivesOfElfAndMachOFiles() throws Exception {
        List<byte[]> members = List.of(
                SmallLibrary.arm64().object().texts(SOFTMAX).elf(),
                "no object file".getBytes(StandardCharsets.UTF_8),
                SmallLibrary.arm64().object().texts("Mul").elf());
        for (byte[] archive : List.of(SmallLibrary.archive(members), SmallLibrary.bsdArchive(members))) {
            NativeLibrary library = read(archive, SOFTMAX, "Mul", "Sub");

            assertThat(library.kind()).isEqualTo(Kind.STATIC_ARCHIVE);
            assertThat(library.images()).singleElement().satisfies(image -> {
                assertThat(image.objects()).isEqualTo(2);
                assertThat(image.texts()).containsOnlyKeys(SOFTMAX, "Mul");
            });
        }
    }

    @Test
    void readsUniversalArchivesArchitectureByArchitecture() throws Exception {
        byte[] arm64 = SmallLibrary.archive(List.of(SmallLibrary.machO(0x0100000c, true, SOFTMAX, "Mul")));
        byte[] arm = SmallLibrary.bsdArchive(List.of(SmallLibrary.machO(12, false, "Mul")));

        NativeLibrary library = read(SmallLibrary.universal(List.of(arm64, arm)), SOFTMAX, "Mul");

        assertThat(library.kind()).isEqualTo(Kind.STATIC_ARCHIVE);
        assertThat(library.images())
                .extracting(image -> image.architecture().name())
                .containsExactly("arm", "arm64");
        assertThat(library.images().get(0).texts()).containsOnlyKeys("Mul");
        assertThat(library.images().get(1).texts()).containsOnlyKeys(SOFTMAX, "Mul");
    }

    /** Linkers keep the longer one of two strings of which one ends the other. */
    @Test
    void leavesOpenWhetherTheEndOfAStringIsThere() throws Exception {
        assertThat(read(SmallLibrary.of32(40).texts(LOG_SOFTMAX).elf(), SOFTMAX, LOG_SOFTMAX)
                        .images()
                        .get(0)
                        .texts())
                .isEqualTo(Map.of(SOFTMAX, Occurrence.TAIL, LOG_SOFTMAX, Occurrence.WHOLE));
    }

    @Test
    void findsOutFromTheCodeWhetherTheEndOfAStringIsThere() throws Exception {
        for (boolean refers : new boolean[] {true, false}) {
            for (byte[] elf : List.of(arm64(refers, true), arm64(refers, false), x86(refers))) {
                assertThat(read(elf, SOFTMAX).images().get(0).has(SOFTMAX)).isEqualTo(refers);
            }
        }
    }

    private static byte[] arm64(boolean refers, boolean near) {
        SmallLibrary library = SmallLibrary.arm64().texts(LOG_SOFTMAX).code(new byte[12]);
        long target = library.address(1 + "Log".length()) + (refers ? 0 : 4);
        long place = library.codeAddress();
        ByteBuffer code = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        if (near) {
            // nop; adr x3, target
            code.putInt(0xd503201f).putInt(adr(target - place - 4, 0x10000003));
        } else {
            // adrp x3, page; nop; add x0, x3, rest
            long pages = (target >> 12) - (place >> 12);
            code.putInt(adr(pages, 0x90000003)).putInt(0xd503201f);
            code.putInt(0x91000060 | (int) (target & 0xfff) << 10);
        }
        return library.code(code.array()).elf();
    }

    private static int adr(long immediate, int instruction) {
        return instruction | (int) (immediate & 3) << 29 | (int) (immediate >> 2 & 0x7ffff) << 5;
    }

    private static byte[] x86(boolean refers) {
        SmallLibrary library = SmallLibrary.of64(62).texts(LOG_SOFTMAX).code(new byte[8]);
        long target = library.address(1 + "Log".length()) + (refers ? 0 : 4);
        ByteBuffer code = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        // nop; lea rsi, [rip + distance]
        code.put((byte) 0x90).put((byte) 0x48).put((byte) 0x8d).put((byte) 0x35);
        code.putInt((int) (target - library.codeAddress() - 8));
        return library.code(code.array()).elf();
    }

    @Test
    void findsTextsAtTheSeamsOfWhatIsReadAtOnce() throws Exception {
        String[] texts = new String[60_000];
        Arrays.setAll(texts, i -> "Op" + i + "<CPUDevice, some::type<float>>");

        assertThat(read(SmallLibrary.arm64().texts(texts).elf(), texts)
                        .images()
                        .get(0)
                        .texts())
                .hasSize(texts.length)
                .doesNotContainValue(Occurrence.TAIL);
    }

    @Test
    void saysWhatAFileIsThatIsNoLibrary() throws Exception {
        refused("no native library", "hello, world".getBytes(StandardCharsets.UTF_8));
        refused("no native library", new byte[0]);
        refused("a zip file", new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0});
        refused("a thin archive", "!<thin>\nanything".getBytes(StandardCharsets.UTF_8));
        refused("an archive without object files", SmallLibrary.archive(List.of(new byte[5])));
        refused(
                "an archive of LLVM bitcode",
                SmallLibrary.archive(List.of(new byte[] {'B', 'C', (byte) 0xc0, (byte) 0xde})));
        refused("a Java class", new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 61});
        assertThatThrownBy(() -> NativeLibrary.read(folder, List.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("library is a folder, not a file: ");
        assertThatThrownBy(() -> NativeLibrary.read(folder.resolve("none.so"), List.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("library does not exist: ");
    }

    private void refused(String what, byte[] content) throws Exception {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("library is " + what);
    }

    /** Truncated everywhere, and changed at random places: a result or one problem. */
    @Test
    void damagedFilesEndInAResultOrOneProblem() throws Exception {
        Random random = new Random(20_261_128);
        List<byte[]> whole = List.of(
                SmallLibrary.arm64()
                        .texts(SOFTMAX, LOG_SOFTMAX)
                        .code(new byte[16])
                        .elf(),
                SmallLibrary.of32(40).texts(SOFTMAX).elf(),
                SmallLibrary.archive(
                        List.of(SmallLibrary.arm64().object().texts(SOFTMAX).elf())),
                SmallLibrary.universal(List.of(
                        SmallLibrary.bsdArchive(List.of(SmallLibrary.machO(0x0100000c, true, SOFTMAX))),
                        SmallLibrary.machO(12, false, SOFTMAX))));
        int refused = 0;
        int all = 0;
        for (byte[] library : whole) {
            for (int i = 0; i < library.length; i++) {
                refused += readDamaged(Arrays.copyOf(library, i));
                all++;
            }
            for (int i = 0; i < 1500; i++) {
                byte[] damaged = library.clone();
                for (int j = 0; j <= i % 4; j++) {
                    damaged[random.nextInt(Math.min(library.length, 256))] = (byte) random.nextInt();
                }
                refused += readDamaged(damaged);
                all++;
            }
        }
        assertThat(refused).isGreaterThan(1000).isLessThan(all);
    }

    /** Numbers that do not fit into the header are in a section header, and can be of any size there. */
    @Test
    void countsOfAnySizeEndInOneProblem() throws Exception {
        byte[] elf = SmallLibrary.arm64().texts(SOFTMAX).elf();
        ByteBuffer words = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
        int sections = (int) words.getLong(40);
        words.putShort(60, (short) 0);
        for (long count : new long[] {3, 1_000_000, Long.MAX_VALUE, -1}) {
            words.putLong(sections + 32, count);
            // What cannot be a number of sections is not believed; what is one more than there are is damage.
            assertThat(readDamaged(elf)).isEqualTo(count == 3 || count == -1 ? 0 : 1);
        }
        words.putShort(60, (short) 3).putShort(56, (short) 0xffff).putInt(sections + 44, -1);
        assertThat(readDamaged(elf)).isEqualTo(1);
    }

    private int readDamaged(byte[] content) throws Exception {
        try {
            read(content, SOFTMAX);
            return 0;
        } catch (ProblemException e) {
            assertThat(e.problems()).hasSize(1);
            return 1;
        } catch (RuntimeException | OutOfMemoryError e) {
            return fail("not one problem", e);
        }
    }

    private NativeLibrary read(byte[] content, String... texts) throws Exception {
        Path file = folder.resolve("library");
        Files.write(file, content);
        return NativeLibrary.read(file, List.of(texts));
    }
}
