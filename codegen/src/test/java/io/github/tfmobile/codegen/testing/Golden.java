package io.github.tfmobile.codegen.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that outputs are compared with byte for byte. {@code -Dtfmobile.regenerateGoldens=true} writes what comes out
 * over them, to be looked at and committed.
 */
public final class Golden {

    private Golden() {}

    /** Compares with {@code src/test/resources/golden/<name>}. */
    public static void assertEqual(String name, String actual) throws IOException {
        if (Boolean.getBoolean("tfmobile.regenerateGoldens")) {
            Path file = Path.of("src/test/resources/golden", name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        String expected = "";
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            if (in != null) {
                expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        if (!Boolean.getBoolean("tfmobile.regenerateGoldens")) {
            assertThat(actual).as("golden/%s", name).isEqualTo(expected);
        }
    }
}
