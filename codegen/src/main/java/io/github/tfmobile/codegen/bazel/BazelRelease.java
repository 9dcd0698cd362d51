package io.github.tfmobile.codegen.bazel;

import io.github.tfmobile.registry.file.ReleaseOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a release's BUILD files, and of the Bazel that reads them, the generated library uses ({@code releases.txt}).
 *
 * @param headers targets with the headers of kernels
 * @param hasCcInfo whether rules can take and give what C++ libraries give each other
 */
record BazelRelease(List<String> headers, boolean hasCcInfo) {

    /** Copies the list. */
    BazelRelease {
        headers = List.copyOf(headers);
    }

    /** Of a release, or of a tree that calls itself so. */
    static BazelRelease of(String release) {
        List<String> headers = new ArrayList<>();
        boolean hasCcInfo = false;
        for (String line : text("releases.txt").lines().toList()) {
            String[] words = line.split(" +", -1);
            if (words.length == 3 && ReleaseOrder.INSTANCE.compare(words[0], release) <= 0) {
                if (words[1].equals("headers")) {
                    headers.add(words[2]);
                } else {
                    hasCcInfo |= words[2].equals("CcInfo");
                }
            }
        }
        return new BazelRelease(headers, hasCcInfo);
    }

    /** A file beside this class. */
    static String text(String name) {
        try (InputStream in = BazelRelease.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
