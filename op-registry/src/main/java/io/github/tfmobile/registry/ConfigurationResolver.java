package io.github.tfmobile.registry;

import io.github.tfmobile.common.problem.GoalName;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.problem.RegistryProblem;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the configuration of a target with further defines. */
final class ConfigurationResolver {

    private final Registry registry;
    private final MacroEffects effects;

    ConfigurationResolver(Registry registry) {
        this.registry = registry;
        this.effects = registry.effects();
    }

    /**
     * The configuration of a target. The changes are those against the configuration of the registry from which the fewest lead to it.
     *
     * @param profile the target's profile without its defines
     * @param wanted the macros that the target sets, those that sources test
     * @throws ProblemException when the registry does not know what the defines do
     */
    ResolvedConfiguration find(Target target, Configuration profile, Configuration wanted) throws ProblemException {
        List<Configuration> configurations = registry.configurations();
        int fewest = Integer.MAX_VALUE;
        List<Integer> nearest = new ArrayList<>();
        for (int i = 0; i < configurations.size(); i++) {
            Configuration configuration = configurations.get(i);
            if (configuration.published() != wanted.published()) {
                continue;
            }
            int count = changes(configuration, wanted).size();
            if (count < fewest) {
                fewest = count;
                nearest.clear();
            }
            if (count == fewest) {
                nearest.add(i);
            }
        }
        for (int i : nearest) {
            if (unknown(i, changes(configurations.get(i), wanted)).isEmpty()) {
                List<Integer> leads = new ArrayList<>();
                changes(configurations.get(i), wanted).forEach((macro, value) -> {
                    Integer lead = effects.leads().get(i).get(change(macro, value));
                    if (lead != null) {
                        leads.add(lead);
                    }
                });
                return new ResolvedConfiguration(i, leads);
            }
        }
        int base = configurations.indexOf(profile);
        SortedSet<String> unknown =
                base < 0 ? new TreeSet<>(target.defines()) : unknown(base, changes(profile, wanted));
        throw new ProblemException(Problem.of(
                RegistryProblem.DEFINE_NOT_SCANNED,
                Setting.DEFINES + ": the registry of TensorFlow " + registry.release()
                        + " does not know what this does in " + target.profile().id() + ": \""
                        + String.join("\", \"", unknown) + "\"",
                "point " + Setting.TENSORFLOW_ROOT.inFull() + " at the source tree, or scan it again with"
                        + " these defines: " + GoalName.SCAN + " "
                        + Setting.DEFINES.option(String.join(",", target.defines()))));
    }

    /** The macros that are not in one configuration what they are in another, and what they are there: null for undefined. */
    private SortedMap<String, @Nullable String> changes(Configuration from, Configuration to) {
        SortedMap<String, @Nullable String> changes = new TreeMap<>();
        from.defines().forEach((macro, value) -> {
            if (!to.defines().containsKey(macro)) {
                changes.put(macro, null);
            }
        });
        to.defines().forEach((macro, value) -> {
            String known = from.defines().get(macro);
            boolean valued =
                    effects.valued().contains(macro) || !effects.macros().contains(macro);
            if (known == null || (valued && !known.equals(value))) {
                changes.put(macro, value);
            }
        });
        return changes;
    }

    /** What the registry does not know of some changes of a configuration: single ones, or two macros that meet. */
    private SortedSet<String> unknown(int configuration, SortedMap<String, @Nullable String> changes) {
        SortedSet<String> unknown = new TreeSet<>();
        for (Map.Entry<String, @Nullable String> each : changes.entrySet()) {
            String macro = each.getKey();
            String value = each.getValue();
            String change = change(macro, value);
            Integer lead = effects.leads().get(configuration).get(change);
            boolean otherValue =
                    value != null && !value.equals("1") && effects.valued().contains(macro);
            if (!effects.macros().contains(macro) || otherValue || (lead != null && lead == MacroEffects.UNKNOWN)) {
                unknown.add(otherValue ? macro + "=" + value : change);
            }
            for (String other : changes.tailMap(macro).keySet()) {
                if (effects.meet(macro, other)) {
                    unknown.add(change + " with " + change(other, changes.get(other)));
                }
            }
        }
        return unknown;
    }

    private static String change(String macro, @Nullable String value) {
        return value == null ? "-U" + macro : macro;
    }

    /** The defines of a target that change nothing. */
    List<Problem> needless(Target target, Configuration profile) throws ProblemException {
        String remedy = "remove it from " + Setting.DEFINES.inFull();
        String id = target.profile().id();
        List<Problem> needless = new ArrayList<>();
        for (String define : target.defines()) {
            Configuration with = profile.with(new TreeSet<>(List.of(define)));
            if (with.equals(profile)) {
                String what = define.startsWith("-U") ? " does not set this macro" : " sets this macro";
                needless.add(Problem.of(
                        RegistryProblem.DEFINE_SET_ANYWAY,
                        Setting.DEFINES + ": " + id + what + " anyway: \"" + define + '"',
                        remedy));
            } else if (isWithoutEffect(target, define)) {
                needless.add(Problem.of(
                        RegistryProblem.DEFINE_WITHOUT_EFFECT,
                        Setting.DEFINES + ": nothing that TensorFlow " + registry.release()
                                + " registers depends on this macro in " + id + ": \"" + define + '"',
                        ""));
            }
        }
        return needless;
    }

    private boolean isWithoutEffect(Target target, String define) throws ProblemException {
        ResolvedConfiguration without = registry.resolve(Target.of(target.profile()));
        try {
            Target with = new Target(target.platform(), target.types(), new TreeSet<>(List.of(define)));
            return registry.resolve(with).equals(without);
        } catch (ProblemException e) {
            // what it does alone is not known, so it is not known to do nothing
            return false;
        }
    }
}
