package io.github.tfmobile.engine.request;

import java.nio.file.Path;

/** Paths as users write them. */
final class Paths {

    private Paths() {}

    /** A path; a relative one starts at the base. */
    static Path of(Path base, String text) {
        return base.resolve(text);
    }
}
