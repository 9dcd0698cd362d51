package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides the conditions of {@code select} (Bazel's {@code config_setting} and skylib's groups of them). */
final class Conditions {

    private Conditions() {}

    static boolean holds(Label condition, BuildTree tree, BuildConfiguration configuration) {
        BuildRule rule = tree.setting(condition);
        if (rule == null) {
            return configuration.constraints().contains(condition.toString());
        }
        return switch (rule.kind()) {
            case "alias" -> rule.labels("actual").stream().anyMatch(tree::holds);
            case "config_setting_group" ->
                rule.attributes().containsKey("match_any")
                        ? rule.labels("match_any").stream().anyMatch(tree::holds)
                        : rule.labels("match_all").stream().allMatch(tree::holds);
            case "config_setting" -> setting(rule, tree, configuration);
            default -> false;
        };
    }

    private static boolean setting(BuildRule rule, BuildTree tree, BuildConfiguration configuration) {
        Map<?, ?> values = map(rule.attributes().get("values"));
        Map<Object, Object> defines = new HashMap<>(map(rule.attributes().get("define_values")));
        Map<?, ?> flags = map(rule.attributes().get("flag_values"));
        int tested = values.size() + defines.size() + flags.size();
        for (Map.Entry<?, ?> value : values.entrySet()) {
            String wanted = Value.text(value.getValue());
            if (value.getKey().equals("define")) {
                int equals = wanted.indexOf('=');
                defines.put(wanted.substring(0, Math.max(0, equals)), wanted.substring(equals + 1));
            } else if (!wanted.equals(configuration.values().get(Value.text(value.getKey())))) {
                return false;
            }
        }
        for (Map.Entry<Object, Object> define : defines.entrySet()) {
            if (!Value.text(define.getValue()).equals(configuration.defines().get(Value.text(define.getKey())))) {
                return false;
            }
        }
        for (Map.Entry<?, ?> flag : flags.entrySet()) {
            Label label = flag.getKey() instanceof Label known
                    ? known
                    : Label.parse(Value.text(flag.getKey()), rule.label().directory());
            BuildRule definition = tree.setting(label);
            Object value = definition == null ? null : definition.attributes().get("build_setting_default");
            if (value == null || !Value.text(flag.getValue()).equalsIgnoreCase(Value.text(value))) {
                return false;
            }
        }
        for (Label constraint : rule.labels("constraint_values")) {
            tested++;
            String name =
                    constraint.directory().isEmpty() && !constraint.repository().isEmpty()
                            ? "@" + constraint.repository() + "//:" + constraint.name()
                            : constraint.toString();
            if (!configuration.constraints().contains(name)) {
                return false;
            }
        }
        return tested > 0;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
