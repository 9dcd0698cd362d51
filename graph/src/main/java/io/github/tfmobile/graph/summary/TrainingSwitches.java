package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.summary.LikelyNames.Feed;
import io.github.tfmobile.registry.Dtype;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Scalars that only switch training, told by the last part of their names. */
final class TrainingSwitches {

    private static final String SUFFIX = "(_?(placeholder|ph|\\d+))*";
    private static final Pattern TRAINING =
            Pattern.compile("(?i)(.*is_?train(ing)?|(.*_)?(training|use_?dropout|dropout"
                    + "|train(_?(mode|phase|flag))?|phase(_?train(ing)?)?|(learning|train(ing)?)_?phase))" + SUFFIX);
    private static final Pattern KEEP =
            Pattern.compile("(?i)(.*_)?(dropout_?)?keep(_?(prob(s|ability)?|rate|ratio))?" + SUFFIX);
    private static final Pattern DROP =
            Pattern.compile("(?i)(.*_)?drop(_?out)?(_?(rate|prob(ability)?|ratio))?" + SUFFIX);

    private TrainingSwitches() {}

    /** The constant that a scalar of this name and type should become; null when it should be fed. */
    static @Nullable Feed constant(String name, @Nullable Dtype dtype) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (dtype != null && dtype.is(DataType.DT_BOOL)) {
            return TRAINING.matcher(last).matches()
                    ? new Feed(name, "false", "a bool that by its name switches training on")
                    : null;
        }
        if (KEEP.matcher(last).matches()) {
            return new Feed(name, "1.0", "by its name the share of values that dropout keeps");
        }
        if (DROP.matcher(last).matches()) {
            return new Feed(name, "0.0", "by its name the share of values that dropout drops");
        }
        return null;
    }
}
