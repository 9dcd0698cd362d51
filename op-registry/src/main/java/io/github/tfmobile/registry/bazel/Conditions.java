package io.github.tfmobile.registry.bazel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides the conditions of {@code select} (Bazel's {@code config_setting} and skylib's groups of them). */
final class Conditions {

    private Conditions() {}

    /**
     * The value of a {@code select}: that of the condition that holds, of several the one that tests more than the
     * others. Null when none holds and there is no default.
     */
    static @Nullable Object decide(
            Select.Choice choice, String directory, BuildTree tree, BuildConfiguration configuration) {
        List<Label> holding = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        @Nullable Object otherwise = null;
        for (Map.Entry<Object, Object> one : choice.cases().entrySet()) {
            Label condition =
                    one.getKey() instanceof Label label ? label : tree.label(String.valueOf(one.getKey()), directory);
            if (condition.name().equals("default") && condition.directory().equals("conditions")) {
                otherwise = one.getValue();
            } else if (tree.holds(condition)) {
                holding.add(condition);
                values.add(one.getValue());
            }
        }
        if (holding.size() < 2) {
            return holding.isEmpty() ? otherwise : values.get(0);
        }
        int best = 0;
        for (int i = 1; i < holding.size(); i++) {
            if (tested(holding.get(i), tree).size()
                            > tested(holding.get(best), tree).size()
                    && tested(holding.get(i), tree)
                            .entrySet()
                            .containsAll(tested(holding.get(best), tree).entrySet())) {
                best = i;
            }
        }
        return values.get(best);
    }

    static boolean holds(Label condition, BuildTree tree, BuildConfiguration configuration) {
        BuildRule rule = tree.rule(condition);
        if (rule == null) {
            return configuration.constraints().contains(condition.toString());
        }
        return switch (rule.kind()) {
            case "alias" -> rule.labels("actual").stream().anyMatch(tree::holds);
            case "config_setting_group" ->
                rule.declared().containsKey("match_any")
                        ? rule.labels("match_any").stream().anyMatch(tree::holds)
                        : rule.labels("match_all").stream().allMatch(tree::holds);
            case "config_setting" -> setting(rule, tree, configuration);
            default -> false;
        };
    }

    /** What a condition tests, by name; nothing when it is no {@code config_setting}. */
    private static SortedMap<String, String> tested(Label condition, BuildTree tree) {
        SortedMap<String, String> tested = new TreeMap<>();
        @Nullable BuildRule rule = tree.rule(condition);
        for (int i = 0; rule != null && rule.kind().equals("alias") && i < 20; i++) {
            List<Label> actual = rule.labels("actual");
            rule = actual.isEmpty() ? null : tree.rule(actual.get(0));
        }
        if (rule != null && rule.kind().equals("config_setting")) {
            values(rule).forEach((name, value) -> tested.put("value " + name, value));
            defines(rule).forEach((name, value) -> tested.put("define " + name, value));
            rule.entries("flag_values").forEach((flag, value) -> tested.put("flag " + flag, String.valueOf(value)));
            for (Label constraint : rule.labels("constraint_values")) {
                tested.put("constraint " + constraint, "");
            }
        }
        return tested;
    }

    private static SortedMap<String, String> values(BuildRule rule) {
        SortedMap<String, String> values = new TreeMap<>();
        rule.entries("values").forEach((name, value) -> {
            if (!name.equals("define")) {
                values.put(String.valueOf(name), String.valueOf(value));
            }
        });
        return values;
    }

    private static SortedMap<String, String> defines(BuildRule rule) {
        SortedMap<String, String> defines = new TreeMap<>();
        rule.entries("define_values")
                .forEach((name, value) -> defines.put(String.valueOf(name), String.valueOf(value)));
        if (rule.entries("values").get("define") instanceof String define) {
            int equals = define.indexOf('=');
            defines.put(define.substring(0, Math.max(0, equals)), define.substring(equals + 1));
        }
        return defines;
    }

    private static boolean setting(BuildRule rule, BuildTree tree, BuildConfiguration configuration) {
        for (Map.Entry<String, String> value : values(rule).entrySet()) {
            if (!value.getValue().equals(configuration.values().get(value.getKey()))) {
                return false;
            }
        }
        for (Map.Entry<String, String> define : defines(rule).entrySet()) {
            if (!define.getValue().equals(configuration.defines().get(define.getKey()))) {
                return false;
            }
        }
        Map<Object, Object> flags = rule.entries("flag_values");
        for (Map.Entry<Object, Object> flag : flags.entrySet()) {
            Label label = flag.getKey() instanceof Label known
                    ? known
                    : tree.label(String.valueOf(flag.getKey()), rule.label().directory());
            BuildRule definition = tree.rule(label);
            Object value = definition == null ? null : definition.declared().get("build_setting_default");
            if (value == null || !String.valueOf(flag.getValue()).equalsIgnoreCase(String.valueOf(value))) {
                return false;
            }
        }
        List<Label> constraints = rule.labels("constraint_values");
        for (Label constraint : constraints) {
            String name =
                    constraint.directory().isEmpty() && !constraint.repository().isEmpty()
                            ? "@" + constraint.repository() + "//:" + constraint.name()
                            : constraint.toString();
            if (!configuration.constraints().contains(name)) {
                return false;
            }
        }
        return !values(rule).isEmpty() || !defines(rule).isEmpty() || !flags.isEmpty() || !constraints.isEmpty();
    }
}
