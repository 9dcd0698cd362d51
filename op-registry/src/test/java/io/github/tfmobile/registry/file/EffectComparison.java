package io.github.tfmobile.registry.file;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.ResolvedConfiguration;
import io.github.tfmobile.registry.bazel.BuildConfiguration;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.link.PublishedBinary;
import io.github.tfmobile.registry.build.ConfigurationIndex;
import io.github.tfmobile.registry.build.FilePresence;
import io.github.tfmobile.registry.scan.TreeScanner;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares what a registry says of macros beyond its profiles with a scan that has just these macros:
 * {@code EffectComparison REGISTRY TREE IDLE COMBINATIONS [STEP]}. All macros with an effect are compared, and the given
 * number of those without and of random combinations of two to four macros, each in every profile (or every STEPth).
 */
final class EffectComparison {

    /** How many configurations one scan has. */
    private static final int CONFIGURATIONS = 256;

    private EffectComparison() {}

    /** What one target is compared with. */
    private record Case(Target target, ResolvedConfiguration known) {}

    public static void main(String[] args) throws ProblemException {
        Registry registry = RegistryFile.read(Path.of(args[0]));
        Path root = Path.of(args[1]);
        Random random = new Random(7);
        SortedSet<String> effective = new TreeSet<>();
        registry.effects().leads().forEach(leads -> effective.addAll(leads.keySet()));
        List<String> idle = new ArrayList<>();
        for (String macro : registry.effects().macros()) {
            if (!effective.contains(macro)) {
                idle.add(macro);
            }
        }
        Collections.shuffle(idle, random);
        List<SortedSet<String>> defines = new ArrayList<>();
        effective.forEach(change -> defines.add(new TreeSet<>(List.of(change))));
        idle.stream().limit(Integer.parseInt(args[2])).forEach(macro -> defines.add(new TreeSet<>(List.of(macro))));
        List<String> macros = new ArrayList<>(registry.effects().macros());
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            SortedSet<String> some = new TreeSet<>();
            some.add(List.copyOf(effective).get(random.nextInt(effective.size())));
            for (int k = 1 + random.nextInt(3); k > 0; k--) {
                boolean any = random.nextBoolean();
                some.add(
                        any
                                ? macros.get(random.nextInt(macros.size()))
                                : List.copyOf(effective).get(random.nextInt(effective.size())));
            }
            defines.add(some);
        }
        int step = args.length > 4 ? Integer.parseInt(args[4]) : 1;
        List<Case> cases = new ArrayList<>();
        int unknown = 0;
        int number = 0;
        for (SortedSet<String> some : defines) {
            for (TargetProfile profile : registry.profiles().keySet()) {
                Target target = new Target(profile.platform(), profile.types(), some);
                if (number++ % step != 0) {
                    continue;
                }
                try {
                    cases.add(new Case(target, registry.resolve(target)));
                } catch (ProblemException e) {
                    unknown++;
                }
            }
        }
        System.out.println(defines.size() + " sets of defines, " + cases.size() + " targets known, " + unknown
                + " not known; combined from several configurations: "
                + cases.stream()
                        .filter(each -> !each.known().changed().isEmpty())
                        .count());
        int wrong = 0;
        for (int from = 0; from < cases.size(); from += CONFIGURATIONS) {
            wrong += compare(registry, root, cases.subList(from, Math.min(from + CONFIGURATIONS, cases.size())));
            System.out.println("compared " + Math.min(from + CONFIGURATIONS, cases.size()) + ", wrong " + wrong);
        }
    }

    private static int compare(Registry registry, Path root, List<Case> cases) throws ProblemException {
        List<Configuration> configurations = new ArrayList<>();
        for (Case each : cases) {
            Configuration configuration = registry.configurationFor(each.target());
            configurations.add(configuration);
        }
        TreeScan scan = TreeScanner.scan(root, configurations, Progress.NONE);
        ConfigurationIndex numbers = new ConfigurationIndex(configurations, registry.testedMacros());
        FilePresence files = new FilePresence(
                scan, Set.of(), numbers, PublishedBinary.of(new BuildTree(root, BuildConfiguration.linux())));
        List<Set<Registration>> found = new ArrayList<>();
        List<Set<String>> ops = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            found.add(new HashSet<>());
            ops.add(new HashSet<>());
        }
        scan.registrations().forEach(scanned -> {
            PresenceCondition in = files.with(scanned.registration().file(), scanned.presence());
            scanned.presence()
                    .configurations()
                    .filter(configuration -> isIn(in, numbers, configuration))
                    .forEach(configuration -> found.get(configuration).add(scanned.registration()));
        });
        scan.ops().forEach(scanned -> {
            PresenceCondition in = files.with(scanned.file(), scanned.presence());
            scanned.presence()
                    .configurations()
                    .filter(configuration -> isIn(in, numbers, configuration))
                    .forEach(configuration ->
                            ops.get(configuration).add(scanned.definition().getName()));
        });
        int wrong = 0;
        for (int i = 0; i < cases.size(); i++) {
            Target target = cases.get(i).target();
            Set<Registration> known = new HashSet<>(registry.target(target));
            Set<String> knownOps = new HashSet<>();
            for (RegisteredOp op : registry.registeredOps().values()) {
                if (cases.get(i).known().isIn(op.presence())) {
                    knownOps.add(op.def().getName());
                }
            }
            if (!known.equals(found.get(i)) || !knownOps.equals(ops.get(i))) {
                wrong++;
                System.out.println("different: " + target + " registrations " + difference(known, found.get(i))
                        + " ops " + difference(knownOps, ops.get(i)));
            }
        }
        return wrong;
    }

    private static boolean isIn(PresenceCondition in, ConfigurationIndex numbers, int configuration) {
        return !in.and(numbers.of(PresenceCondition.in(configuration))).isEmpty();
    }

    private static String difference(Set<?> known, Set<?> found) {
        Set<Object> missing = new HashSet<>(found);
        missing.removeAll(known);
        Set<Object> more = new HashSet<>(known);
        more.removeAll(found);
        return "-" + missing.size() + " +" + more.size() + " "
                + Arrays.toString(missing.stream().limit(2).toArray())
                + Arrays.toString(more.stream().limit(2).toArray());
    }
}
