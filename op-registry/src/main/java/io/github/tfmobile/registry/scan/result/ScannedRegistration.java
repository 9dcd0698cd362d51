package io.github.tfmobile.registry.scan.result;

import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A kernel registration and where it exists. The same site that gives another class text or other constraints in
 * another configuration is another registration.
 *
 * @param registration what is registered
 * @param presence the configurations in which it exists, of {@link TreeScan#configurations()}
 */
public record ScannedRegistration(Registration registration, PresenceCondition presence) {

    /** By file, line, op, device and all the rest, as {@link TreeScan#registrations()} are sorted; for one thread, and one list. */
    public static Comparator<Registration> order() {
        return Comparator.comparing(Registration::file).thenComparing(inFile());
    }

    /** The same for the registrations of one file. */
    public static Comparator<Registration> inFile() {
        // one line mostly registers an op for many types, so that nearly all are told apart by their constraints
        IdentityHashMap<Registration, String> texts = new IdentityHashMap<>();
        return Comparator.comparingInt(Registration::line)
                .thenComparing(Registration::op)
                .thenComparing(Registration::device)
                .thenComparing(Registration::label)
                .thenComparingInt(Registration::priority)
                .thenComparing(each -> texts.computeIfAbsent(each, added -> constraints(added.constraints())))
                .thenComparing(registration -> String.join(",", registration.hostMemory()))
                .thenComparing(Registration::kernelClass);
    }

    private static String constraints(List<Constraint> constraints) {
        StringBuilder text = new StringBuilder();
        for (Constraint constraint : constraints) {
            text.append(constraint.attr()).append(constraint.allowed());
        }
        return text.toString();
    }
}
