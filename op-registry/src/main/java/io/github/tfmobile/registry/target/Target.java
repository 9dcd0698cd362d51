package io.github.tfmobile.registry.target;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a native library is built for, and how.
 *
 * @param platform the platform
 * @param types the dtypes it registers
 * @param defines macros that the build sets beyond those of its profile: {@code NAME} or {@code NAME=VALUE}; and
 *     {@code -UNAME} for one of the profile's that it does not set
 */
public record Target(Platform platform, Types types, SortedSet<String> defines) {

    /** Copies the set. */
    public Target {
        defines = Collections.unmodifiableSortedSet(new TreeSet<>(defines));
    }

    /** A target without further defines. */
    public static Target of(Platform platform, Types types) {
        return new Target(platform, types, new TreeSet<>());
    }

    /** A profile without further defines. */
    public static Target of(TargetProfile profile) {
        return of(profile.platform(), profile.types());
    }

    /** The profile that the target is built on. */
    public TargetProfile profile() {
        return new TargetProfile(platform, types);
    }

    /** {@code ios-slim}, or with defines {@code ios-slim USE_GEMM_FOR_CONV}. */
    @Override
    public String toString() {
        return defines.isEmpty() ? profile().id() : profile().id() + " " + String.join(" ", defines);
    }
}
