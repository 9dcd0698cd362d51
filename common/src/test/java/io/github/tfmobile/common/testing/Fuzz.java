package io.github.tfmobile.common.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What Jazzer runs: one {@link FuzzTarget} of a module, which two system properties name, on the inputs that it makes. */
public final class Fuzz {

    /** The enum of the module's targets. */
    static final String TARGETS = "tfmobile.fuzz.targets";

    /** The one to run. */
    static final String TARGET = "tfmobile.fuzz.target";

    private Fuzz() {}

    /** Loads the classes, which takes longer under Jazzer than an input may. */
    public static void fuzzerInitialize() throws Exception {
        for (byte[] seed : Current.TARGET.seeds()) {
            Current.TARGET.run(seed);
        }
    }

    /** One input of Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        Current.TARGET.run(data);
    }

    /** Writes the seeds of a target: {@code TARGETS TARGET FOLDER}. */
    public static void main(String[] args) throws Exception {
        List<byte[]> seeds = named(args[0], args[1]).seeds();
        Path folder = Files.createDirectories(Path.of(args[2]));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
    }

    private static FuzzTarget named(String targets, String target) throws ClassNotFoundException {
        for (Object constant : Class.forName(targets).getEnumConstants()) {
            FuzzTarget one = (FuzzTarget) constant;
            if (one.name().equals(target.toUpperCase(Locale.ROOT))) {
                return one;
            }
        }
        throw new IllegalArgumentException(targets + " has no " + target);
    }

    /** The target of this run. */
    private static final class Current {

        static final FuzzTarget TARGET = get();

        private static FuzzTarget get() {
            try {
                return named(System.getProperty(TARGETS, ""), System.getProperty(Fuzz.TARGET, ""));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
