package io.github.tfmobile.registry.scan.result;

import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.Comparator;
import java.util.List;

/**
 * A kernel registration and where it exists. The same site that gives another class text or other constraints in
 * another configuration is another registration.
 *
 * @param registration what is registered
 * @param presence the configurations in which it exists, of {@link TreeScan#configurations()}
 */
public record ScannedRegistration(Registration registration, PresenceCondition presence) {

    /** The order of the registrations of one file. */
    public static final Comparator<Registration> IN_FILE = Comparator.comparingInt(Registration::line)
            .thenComparing(Registration::op)
            .thenComparing(Registration::device)
            .thenComparing(Registration::label)
            .thenComparingInt(Registration::priority)
            .thenComparing(registration -> constraints(registration.constraints()))
            .thenComparing(registration -> String.join(",", registration.hostMemory()))
            .thenComparing(Registration::kernelClass);

    /** By file, line, op, device and all the rest, as {@link TreeScan#registrations()} are sorted. */
    public static final Comparator<Registration> ORDER =
            Comparator.comparing(Registration::file).thenComparing(IN_FILE);

    private static String constraints(List<Constraint> constraints) {
        StringBuilder text = new StringBuilder();
        for (Constraint constraint : constraints) {
            text.append(constraint.attr()).append(constraint.allowed());
        }
        return text.toString();
    }
}
