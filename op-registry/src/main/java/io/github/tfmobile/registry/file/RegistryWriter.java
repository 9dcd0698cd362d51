package io.github.tfmobile.registry.file;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.LookupRules;
import io.github.tfmobile.registry.MobileBuild;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.RuntimeOps;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Turns a registry into the sections of a registry file. */
final class RegistryWriter {

    /** What a registry file holds, section by section. */
    static final int HEADER = 1;

    static final int STRINGS = 2;
    static final int CONFIGURATIONS = 3;
    static final int OPS = 4;
    static final int REGISTRATIONS = 5;
    static final int UNRESOLVED = 6;
    static final int SOURCES = 7;
    static final int RUNTIME = 8;
    static final int MACROS = 9;
    static final int MOBILE = 10;

    private final Registry registry;
    private final StringTable strings = new StringTable();

    private RegistryWriter(Registry registry) {
        this.registry = registry;
    }

    static byte[] write(Registry registry) {
        RegistryWriter writer = new RegistryWriter(registry);
        SortedMap<Integer, Sink> sinks = writer.sections();
        SortedMap<Integer, byte[]> sections = new TreeMap<>();
        sinks.forEach((number, sink) -> sections.put(number, sink.toByteArray()));
        Sink table = new Sink(writer.strings);
        writer.strings.write(table);
        sections.put(STRINGS, table.toByteArray());
        return Sections.write(sections);
    }

    private SortedMap<Integer, Sink> sections() {
        SortedMap<Integer, Sink> sections = new TreeMap<>();
        sections.put(HEADER, section(this::header));
        sections.put(CONFIGURATIONS, section(this::configurations));
        sections.put(OPS, section(this::ops));
        sections.put(REGISTRATIONS, section(this::registrations));
        sections.put(UNRESOLVED, section(this::unresolved));
        sections.put(SOURCES, section(sink -> SourceFactsSection.write(sink, registry.sources())));
        sections.put(RUNTIME, section(this::runtime));
        sections.put(MACROS, section(sink -> MacroEffectsSection.write(sink, registry)));
        if (hasMobile()) {
            sections.put(
                    MOBILE,
                    section(sink ->
                            MobileBuildSection.write(sink, registry.sources().mobile())));
        }
        return sections;
    }

    private boolean hasMobile() {
        return !registry.sources().mobile().equals(MobileBuild.NONE);
    }

    private Sink section(Consumer<Sink> content) {
        Sink sink = new Sink(strings);
        content.accept(sink);
        return sink;
    }

    private void header(Sink sink) {
        LookupRules rules = registry.rules();
        sink.string(registry.release());
        sink.string(registry.revision());
        sink.number((rules.priorityWins() ? 1 : 0)
                | (rules.defaultDevice() ? 2 : 0)
                | (rules.ignoresUnknownAttrs() ? 4 : 0)
                | (hasMobile() ? 8 : 0));
    }

    private void configurations(Sink sink) {
        sink.number(registry.testedMacros().size());
        registry.testedMacros().forEach(sink::string);
        sink.number(registry.configurations().size());
        registry.configurations().forEach(configuration -> configuration(sink, configuration));
        sink.number(registry.profiles().size());
        for (Map.Entry<TargetProfile, Configuration> profile :
                registry.profiles().entrySet()) {
            sink.string(profile.getKey().id());
            configuration(sink, profile.getValue());
        }
    }

    private static void configuration(Sink sink, Configuration configuration) {
        sink.number(configuration.published() ? 1 : 0);
        sink.number(configuration.defines().size());
        configuration.defines().forEach((macro, value) -> {
            sink.string(macro);
            sink.string(value);
        });
    }

    private void ops(Sink sink) {
        List<RegisteredOp> ops = List.copyOf(registry.registeredOps().values());
        sink.number(ops.size());
        ops.forEach(op -> sink.string(op.file()));
        ops.forEach(op -> sink.number(op.line()));
        table(sink, ops, RegisteredOp::presence, Sink::presence);
        ops.forEach(op -> sink.bytes(op.def().toByteArray()));
    }

    /** Column by column, since neighbours in a column are alike. */
    private void registrations(Sink sink) {
        List<ConditionalRegistration> scanned = registry.registrations();
        List<Registration> all =
                scanned.stream().map(ConditionalRegistration::registration).toList();
        sink.number(all.size());
        all.forEach(registration -> sink.string(registration.file()));
        int previous = 0;
        for (Registration registration : all) {
            sink.signed((long) registration.line() - previous);
            previous = registration.line();
        }
        all.forEach(registration -> sink.string(registration.op()));
        all.forEach(registration -> sink.string(registration.device()));
        all.forEach(registration -> sink.string(registration.label()));
        all.forEach(registration -> sink.signed(registration.priority()));
        all.forEach(registration -> sink.string(registration.kernelClass()));
        table(sink, all, Registration::constraints, RegistryWriter::constraints);
        table(sink, all, Registration::hostMemory, RegistryWriter::strings);
        table(sink, scanned, ConditionalRegistration::presence, Sink::presence);
    }

    private static void constraints(Sink sink, List<Constraint> constraints) {
        sink.number(constraints.size());
        for (Constraint constraint : constraints) {
            sink.string(constraint.attr());
            strings(sink, constraint.allowed());
        }
    }

    static void strings(Sink sink, List<String> strings) {
        sink.number(strings.size());
        strings.forEach(sink::string);
    }

    private void runtime(Sink sink) {
        SortedMap<RuntimeOps.Part, SortedSet<String>> added =
                registry.runtimeOps().added();
        sink.number(added.size());
        added.forEach((part, ops) -> {
            sink.string(part.name());
            strings(sink, List.copyOf(ops));
        });
        strings(sink, List.copyOf(registry.runtimeOps().replaced()));
        strings(sink, List.copyOf(registry.runtimeOps().system()));
        sink.number(registry.runtimeOps().graphVersion());
    }

    private void unresolved(Sink sink) {
        sink.number(registry.unresolved().size());
        for (Problem problem : registry.unresolved()) {
            Place place = problem.place();
            sink.text(problem.what());
            sink.text(place == null ? "" : place.file().toString().replace('\\', '/'));
            sink.number(place == null ? 0 : place.line());
            sink.number(place == null ? 0 : place.column());
            sink.text(problem.remedy());
        }
    }

    /** Values that occur often: each different one once, in the order of its first use, then its number per row. */
    private static <R, V> void table(Sink sink, List<R> rows, Function<R, V> value, BiConsumer<Sink, V> writer) {
        Map<V, Integer> numbers = new LinkedHashMap<>();
        int[] numberOf = new int[rows.size()];
        for (int i = 0; i < numberOf.length; i++) {
            Integer known = numbers.putIfAbsent(value.apply(rows.get(i)), numbers.size());
            numberOf[i] = known == null ? numbers.size() - 1 : known;
        }
        sink.number(numbers.size());
        numbers.keySet().forEach(each -> writer.accept(sink, each));
        for (int number : numberOf) {
            sink.number(number);
        }
    }
}
