package io.github.tfmobile.registry.target;

import java.util.Locale;

/** What a native library is built for. */
public enum Platform {
    /** The iOS build of the makefile. */
    IOS,
    /** The Raspberry Pi build of the makefile. */
    RASPBERRY_PI,
    /** The Android build. */
    ANDROID,
    /** The makefile build for Linux. */
    LINUX,
    /** The ordinary full build, as the published desktop binaries are made. */
    DESKTOP;

    /** The name in configuration, as in {@code raspberry-pi}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
