package io.github.tfmobile.registry.target;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One platform with one preprocessor state.
 *
 * @param platform the platform
 * @param types the dtypes it registers
 */
public record TargetProfile(Platform platform, Types types) implements Comparable<TargetProfile> {

    private static final Comparator<TargetProfile> ORDER =
            Comparator.comparing(TargetProfile::platform).thenComparing(TargetProfile::types);

    /** {@code <platform>-<types>}, as in {@code ios-slim}. */
    public String id() {
        return platform.id() + "-" + types.id();
    }

    /** Every platform with every choice of types, in the order of their declarations. */
    public static List<TargetProfile> all() {
        List<TargetProfile> all = new ArrayList<>();
        for (Platform platform : Platform.values()) {
            for (Types types : Types.values()) {
                all.add(new TargetProfile(platform, types));
            }
        }
        return List.copyOf(all);
    }

    @Override
    public int compareTo(TargetProfile other) {
        return ORDER.compare(this, other);
    }
}
