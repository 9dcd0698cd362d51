package io.github.tfmobile.registry.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.scan.result.DefineImpact;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.ScannedRegistration;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What changes that do not meet do together, composed of what each of them does, against a scan with all of them, for random
 * files of a few lines.
 */
class MacroCombinationTest {

    private static final List<String> NAMES = List.of("A", "B", "C", "D");
    private static final int FILES = 150;

    @TempDir
    Path root;

    private final Random random = new Random(20_261_128);
    private int kernels;

    @Test
    void whatDoesNotMeetCanBeComposed() throws Exception {
        int composed = 0;
        for (int i = 0; i < FILES; i++) {
            StringBuilder text = new StringBuilder();
            kernels = 0;
            block(text, 0);
            SmallTree tree = new SmallTree(root).kernels("a.cc", text.toString());
            Configuration configuration = SmallTree.configuration(random.nextBoolean() ? "A" : "B");
            composed += compare(tree, configuration, text.toString());
        }
        assertThat(composed).as("combinations that could be composed").isGreaterThan(FILES);
    }

    private void block(StringBuilder text, int depth) {
        int statements = 1 + random.nextInt(4);
        for (int i = 0; i < statements; i++) {
            switch (random.nextInt(depth < 3 ? 6 : 4)) {
                case 0 -> text.append("#define ").append(name()).append(" 1\n");
                case 1 -> text.append("#undef ").append(name()).append('\n');
                case 2, 3 -> {
                    String kernel = "K" + kernels++;
                    text.append(
                            "REGISTER_KERNEL_BUILDER(Name(\"" + kernel + "\").Device(DEVICE_CPU), " + kernel + ");\n");
                }
                default -> {
                    text.append("#if ").append(condition()).append('\n');
                    block(text, depth + 1);
                    if (random.nextBoolean()) {
                        text.append("#else\n");
                        block(text, depth + 1);
                    }
                    text.append("#endif\n");
                }
            }
        }
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private String condition() {
        return switch (random.nextInt(5)) {
            case 0 -> "!defined(" + name() + ")";
            case 1 -> "defined(" + name() + ") && !defined(" + name() + ")";
            case 2 -> name() + " == 1 || defined(" + name() + ")";
            default -> "defined(" + name() + ")";
        };
    }

    /** Compares all combinations of two and three changes that do not meet; gives how many there are. */
    private static int compare(SmallTree tree, Configuration configuration, String text) throws Exception {
        DefineImpactScan effects = tree.effects(configuration);
        DefineImpact base = effects.bases().get(0);
        List<List<Integer>> combinations = new ArrayList<>();
        for (int i = 0; i < base.changes().size(); i++) {
            extend(List.of(i), effects, combinations);
        }
        if (combinations.isEmpty()) {
            return 0;
        }
        List<Configuration> configurations = new ArrayList<>(List.of(configuration));
        for (List<Integer> combination : combinations) {
            SortedMap<String, String> defines = new TreeMap<>(configuration.defines());
            for (int change : combination) {
                String macro = Configuration.macroOf(base.changes().get(change));
                if (macro.equals(base.changes().get(change))) {
                    defines.put(macro, "1");
                } else {
                    defines.remove(macro);
                }
            }
            configurations.add(new Configuration(defines));
        }
        TreeScan scan = tree.scan(configurations.toArray(new Configuration[0]));
        for (int i = 0; i < combinations.size(); i++) {
            SortedSet<String> expected = new TreeSet<>();
            for (ScannedRegistration scanned : scan.registrations()) {
                if (scanned.presence().holdsIn(i + 1)) {
                    expected.add(scanned.registration().op());
                }
            }
            assertThat(composed(scan, base, combinations.get(i)))
                    .as("%s of %s with %s:%n%s", combinations.get(i), base.changes(), configuration.defines(), text)
                    .isEqualTo(expected);
        }
        return combinations.size();
    }

    private static void extend(List<Integer> some, DefineImpactScan effects, List<List<Integer>> into) {
        List<String> changes = effects.bases().get(0).changes();
        for (int next = some.get(some.size() - 1) + 1; next < changes.size(); next++) {
            String macro = Configuration.macroOf(changes.get(next));
            SortedSet<String> met = effects.meeting().getOrDefault(macro, new TreeSet<>());
            boolean alone = some.stream()
                    .map(change -> Configuration.macroOf(changes.get(change)))
                    .noneMatch(other -> other.equals(macro) || met.contains(other));
            if (alone) {
                List<Integer> more = new ArrayList<>(some);
                more.add(next);
                into.add(more);
                if (more.size() < 3) {
                    extend(more, effects, into);
                }
            }
        }
    }

    /** The ops that there are with changes of which each does what it does alone. */
    private static SortedSet<String> composed(TreeScan scan, DefineImpact base, List<Integer> changes) {
        SortedSet<String> ops = new TreeSet<>();
        for (ScannedRegistration scanned : scan.registrations()) {
            if (scanned.presence().holdsIn(0)) {
                ops.add(scanned.registration().op());
            }
        }
        for (ScannedRegistration different : base.registrations()) {
            boolean before = different.presence().holdsIn(0);
            for (int change : changes) {
                if (different.presence().holdsIn(change + 1) != before) {
                    if (before) {
                        ops.remove(different.registration().op());
                    } else {
                        ops.add(different.registration().op());
                    }
                }
            }
        }
        return ops;
    }
}
