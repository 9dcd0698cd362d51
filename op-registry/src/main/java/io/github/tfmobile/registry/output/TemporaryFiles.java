package io.github.tfmobile.registry.output;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of temporary files, {@code .<name>.<process>-<number>.tmp}, and the removal of those that a kill left. */
final class TemporaryFiles {

    /** A live writer touches its file far more often than this; covers processes that this one cannot see. */
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private TemporaryFiles() {}

    /** A new name beside the target; what processes that no longer run left there is removed. */
    static Path beside(Path target, RandomGenerator random) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Path name = target.getFileName();
        if (folder == null || name == null) {
            throw new IOException("not a file: " + target);
        }
        removeAbandoned(folder, name.toString());
        return folder.resolve(
                "." + name + "." + ProcessHandle.current().pid() + "-" + Long.toHexString(random.nextLong()) + ".tmp");
    }

    private static void removeAbandoned(Path folder, String name) throws IOException {
        Pattern pattern = Pattern.compile("\\." + Pattern.quote(name) + "\\.(\\d{1,18})-[0-9a-f]{1,16}\\.tmp");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher matcher = pattern.matcher(String.valueOf(file.getFileName()));
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()
                        && Files.getLastModifiedTime(file)
                                .toInstant()
                                .isBefore(Instant.now().minus(ABANDONED))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
