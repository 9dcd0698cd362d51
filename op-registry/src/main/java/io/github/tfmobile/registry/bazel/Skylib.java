package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Arguments;
import io.github.tfmobile.registry.starlark.Builtin;
import io.github.tfmobile.registry.starlark.Dict;
import io.github.tfmobile.registry.starlark.Sequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of {@code @bazel_skylib} decides what TensorFlow's rules are: {@code selects}. */
final class Skylib {

    private Skylib() {}

    /** A symbol of a file of skylib; null when it is not known. */
    static @Nullable Object symbol(Label file, String symbol, External external) {
        if (!file.repository().equals("bazel_skylib") || !symbol.equals("selects")) {
            return null;
        }
        return new Struct(Map.of(
                "with_or",
                        Builtin.of(
                                "with_or",
                                "input_dict= no_match_error=?",
                                (v, call) -> new Select(List.of(new Select.Choice(spread(v[0], call))))),
                "with_or_dict",
                        Builtin.of(
                                "with_or_dict",
                                "input_dict=",
                                (v, call) -> Dict.of(spread(v[0], call), call.evaluation())),
                "config_setting_group", external.symbol("config_setting_group")));
    }

    /** The cases of a dict whose keys are conditions or tuples of them. */
    private static Map<Object, Object> spread(@Nullable Object cases, Arguments call) {
        if (!(cases instanceof Dict dict)) {
            throw call.failure("a dict is wanted");
        }
        Map<Object, Object> spread = new LinkedHashMap<>();
        dict.entries().forEach((key, value) -> {
            for (Object condition : key instanceof Sequence.Tuple several ? several.items() : List.of(key)) {
                if (spread.put(condition, Select.copied(value)) != null) {
                    throw call.failure("the condition " + condition + " occurs twice");
                }
            }
        });
        return spread;
    }
}
