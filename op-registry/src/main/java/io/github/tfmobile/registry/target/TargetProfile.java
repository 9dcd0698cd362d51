package io.github.tfmobile.registry.target;

/**
 * One platform with one preprocessor state.
 *
 * @param platform the platform
 * @param types the dtypes it registers
 */
public record TargetProfile(Platform platform, Types types) {

    /** {@code <platform>-<types>}, as in {@code ios-slim}. */
    public String id() {
        return platform.id() + "-" + types.id();
    }
}
