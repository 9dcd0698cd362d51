package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.Registration;
import java.util.BitSet;
import java.util.Comparator;

/**
 * A kernel registration and where it exists. The same site that gives another class text or other constraints in
 * another world is another registration.
 *
 * @param registration what is registered
 * @param worlds indices into {@link TreeScan#worlds()} of the worlds in which it exists
 */
public record ScannedRegistration(Registration registration, BitSet worlds) {

    /** By file, line, op, device and all the rest, as {@link TreeScan#registrations()} are sorted. */
    public static final Comparator<Registration> ORDER =
            Comparator.comparing(Registration::file).thenComparing(UnitScan.REGISTRATIONS);

    /** Copies the set. */
    public ScannedRegistration {
        worlds = (BitSet) worlds.clone();
    }

    /** A copy of the worlds. */
    @Override
    public BitSet worlds() {
        return (BitSet) worlds.clone();
    }
}
