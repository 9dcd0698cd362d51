package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is registered for an op, for a reader. */
final class RegisteredText {

    private static final int SHOWN = 8;

    private RegisteredText() {}

    /**
     * One line for each kind of kernel: {@code T = DT_FLOAT, DT_INT32}; kernels that differ in the values of one attr
     * only are put together. Devices other than the CPU and labels are named.
     */
    static List<String> lines(Collection<Registration> registrations) {
        Map<String, TreeSet<String>> single = new TreeMap<>();
        TreeSet<String> others = new TreeSet<>();
        for (Registration registration : registrations) {
            String suffix = suffix(registration);
            List<Constraint> constraints = registration.constraints();
            if (constraints.isEmpty()) {
                others.add("any attrs" + suffix);
            } else if (constraints.size() == 1) {
                single.computeIfAbsent(constraints.get(0).attr() + "\n" + suffix, key -> new TreeSet<>())
                        .addAll(constraints.get(0).allowed());
            } else {
                others.add(constraints.stream()
                                .map(constraint -> constraint.attr() + " = " + values(constraint.allowed()))
                                .collect(Collectors.joining(" with "))
                        + suffix);
            }
        }
        List<String> lines = new ArrayList<>();
        single.forEach((key, allowed) -> {
            int end = key.indexOf('\n');
            lines.add(key.substring(0, end) + " = " + values(allowed) + key.substring(end + 1));
        });
        lines.addAll(others);
        if (lines.size() > SHOWN) {
            int rest = lines.size() - SHOWN + 1;
            List<String> shown = new ArrayList<>(lines.subList(0, SHOWN - 1));
            shown.add("and " + rest + " more");
            return shown;
        }
        return lines;
    }

    private static String values(Collection<String> allowed) {
        return allowed.stream()
                .map(value -> value.startsWith("s:") || value.startsWith("i:") || value.startsWith("b:")
                        ? value.substring(2)
                        : value)
                .collect(Collectors.joining(", "));
    }

    private static String suffix(Registration registration) {
        String suffix = "";
        if (!registration.device().equals("CPU") && !registration.device().equals("DEFAULT")) {
            suffix += " on " + registration.device();
        }
        if (!registration.label().isEmpty()) {
            suffix += " with _kernel = '" + registration.label() + "'";
        }
        return suffix;
    }
}
