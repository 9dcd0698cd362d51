package io.github.tfmobile.registry.binary;

import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.binary.NativeLibrary.Occurrence;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The texts in published libraries that are kernel classes, or look like some: what {@code benchmarks/witness.sh} reads out
 * of them and a test compares with registries.
 *
 * @param abis Android's names of the architectures
 * @param texts how each text occurs: for each architecture {@code w} as a string of its own, {@code t} as the end of one,
 *     {@code -} not at all
 */
record LibraryTexts(List<String> abis, SortedMap<String, String> texts) {

    /** Reads the libraries of one release, one for each architecture. */
    static LibraryTexts of(List<Path> libraries, Registry registry) throws Exception {
        Set<String> wanted = new TreeSet<>();
        for (ConditionalRegistration registration : registry.registrations()) {
            wanted.add(registration.registration().kernelClass());
            wanted.add(registration.registration().op());
        }
        List<String> known = wanted.stream().filter(text -> text.contains("<")).toList();
        for (Path library : libraries) {
            // What stands before a string without a zero byte may be no text: it belongs to another constant then.
            classLike(library).stream()
                    .filter(text -> known.stream().noneMatch(text::endsWith))
                    .forEach(wanted::add);
        }
        SortedMap<String, StringBuilder> texts = new TreeMap<>();
        List<String> abis = new ArrayList<>();
        for (Path library : libraries) {
            NativeLibrary.Image image =
                    NativeLibrary.read(library, wanted).images().get(0);
            abis.add(image.architecture().androidAbi());
            for (String text : wanted) {
                Occurrence how = image.texts().get(text);
                texts.computeIfAbsent(text, t -> new StringBuilder())
                        .append(how == null ? '-' : how == Occurrence.WHOLE ? 'w' : 't');
            }
        }
        SortedMap<String, String> found = new TreeMap<>();
        texts.forEach((text, how) -> {
            if (!how.toString().matches("-+")) {
                found.put(text, how.toString());
            }
        });
        return new LibraryTexts(List.copyOf(abis), found);
    }

    /** The strings that end as a class with template arguments does. */
    private static SortedSet<String> classLike(Path library) throws IOException {
        SortedSet<String> found = new TreeSet<>();
        byte[] bytes = Files.readAllBytes(library);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                if (i - start > 3 && i - start < 2000) {
                    String text = new String(bytes, start, i - start, StandardCharsets.ISO_8859_1);
                    if (text.matches("\\(?[A-Za-z_][A-Za-z0-9_:]* ?<[ -~]*>\\)?")
                            && text.matches(".*(Op|Device|Dataset|Kernel).*")) {
                        found.add(text);
                    }
                }
                start = i + 1;
            }
        }
        return found;
    }

    /** Writes them, compressed; the same texts give the same bytes. */
    void write(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write((String.join(" ", abis) + "\n").getBytes(StandardCharsets.UTF_8));
            for (var text : texts.entrySet()) {
                out.write((text.getValue() + " " + text.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Files.write(file, bytes.toByteArray());
    }

    /** Reads what {@link #write} wrote. */
    static LibraryTexts read(InputStream in) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            List<String> abis = List.of(lines.readLine().split(" "));
            SortedMap<String, String> texts = new TreeMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                texts.put(line.substring(abis.size() + 1), line.substring(0, abis.size()));
            }
            return new LibraryTexts(abis, texts);
        }
    }
}
