package io.github.tfmobile.common.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.tfmobile.common.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What takes any bytes: a reader, or all that is done with a model. {@code benchmarks/fuzz.sh} runs Jazzer on one of them
 * ({@link Fuzz}); the build gives each its seeds and what is kept of such runs.
 */
public interface FuzzTarget {

    /** The name of the constant that it is. */
    String name();

    /**
     * Reads a file of these bytes; throws nothing else than a reader may.
     *
     * @param folder empty, and for the target alone
     */
    void read(byte[] data, Path folder) throws Exception;

    /** What changes are made to. */
    List<byte[]> seeds() throws Exception;

    /** The name in lower case. */
    default String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Gives it some bytes: it ends in a result or in problems that have nothing to do with memory or stack. */
    default void run(byte[] data) throws Exception {
        Path folder = Files.createTempDirectory("fuzz");
        try {
            read(data, folder);
        } catch (ProblemException e) {
            if (e.getCause() instanceof Error) {
                throw new AssertionError("a small file takes little memory and stack", e);
            }
        } finally {
            delete(folder);
        }
    }

    /** Gives it the seeds, and the inputs that are kept beside a class; how many those are. */
    default int runKept(Class<?> beside) throws Exception {
        for (byte[] seed : seeds()) {
            assertThatCode(() -> run(seed)).doesNotThrowAnyException();
        }
        int inputs = 0;
        try (InputStream in = beside.getResourceAsStream(id() + ".zip")) {
            assertThat(in).as(id() + ".zip").isNotNull();
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] input = zip.readAllBytes();
                assertThatCode(() -> run(input)).as(entry.getName()).doesNotThrowAnyException();
                inputs++;
            }
        }
        return inputs;
    }

    /** Seeds that are files below a folder; their paths with a space between them. */
    static List<byte[]> files(Path folder, String paths) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (String path : paths.split(" ", -1)) {
            contents.add(Files.readAllBytes(folder.resolve(path)));
        }
        return contents;
    }

    /** Seeds that are texts. */
    static List<byte[]> texts(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
