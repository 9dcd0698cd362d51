package io.github.tfmobile.registry.file;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.LookupRules;
import io.github.tfmobile.registry.MacroEffects;
import io.github.tfmobile.registry.MobileBuild;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.RuntimeOps;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.problem.ScanNote;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import io.github.tfmobile.registry.target.TargetProfile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tensorflow.proto.OpDef;

/** Turns the sections of a registry file into a registry; checks everything, since files can be damaged. */
final class RegistryReader {

    /** How many bytes the strings of a file may take once written out. */
    private static final long MAX_STRINGS = 16 << 20;

    private final SortedMap<Integer, byte[]> sections;
    private final List<String> strings;

    private RegistryReader(SortedMap<Integer, byte[]> sections, List<String> strings) {
        this.sections = sections;
        this.strings = strings;
    }

    static Registry read(byte[] file) throws CorruptRegistryException {
        SortedMap<Integer, byte[]> sections = Sections.read(file);
        Source table = new Source(section(sections, RegistryWriter.STRINGS), List.of());
        List<String> strings = StringTable.read(table, MAX_STRINGS);
        table.end();
        return new RegistryReader(sections, strings).registry();
    }

    private static byte[] section(SortedMap<Integer, byte[]> sections, int number) throws CorruptRegistryException {
        byte[] content = sections.get(number);
        if (content == null) {
            throw new CorruptRegistryException("section " + number + " is missing");
        }
        return content;
    }

    private Source source(int number) throws CorruptRegistryException {
        return new Source(section(sections, number), strings);
    }

    private Registry registry() throws CorruptRegistryException {
        Source header = source(RegistryWriter.HEADER);
        String release = header.string();
        String revision = header.string();
        int flags = header.index(16);
        header.end();

        Source configurationSource = source(RegistryWriter.CONFIGURATIONS);
        SortedSet<String> tested = new TreeSet<>(strings(configurationSource));
        int configurationCount = configurationSource.count();
        List<Configuration> configurations = new ArrayList<>(configurationCount);
        for (int i = 0; i < configurationCount; i++) {
            configurations.add(configuration(configurationSource));
        }
        SortedMap<TargetProfile, Configuration> profiles = profiles(configurationSource);
        configurationSource.end();
        Source macroSource = source(RegistryWriter.MACROS);
        MacroEffects effects = MacroEffectsSection.read(macroSource, tested, configurationCount);
        macroSource.end();
        return new Registry(
                release,
                revision,
                new LookupRules((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0),
                ops(effects.configurations()),
                profiles,
                tested,
                configurations,
                registrations(effects.configurations()),
                runtimeOps(),
                sources(effects.configurations(), (flags & 8) != 0),
                effects,
                unresolved());
    }

    private static Configuration configuration(Source source) throws CorruptRegistryException {
        boolean published = source.index(2) == 1;
        int count = source.count();
        SortedMap<String, String> defines = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String macro = source.string();
            defines.put(macro, source.string());
        }
        return new Configuration(defines, published);
    }

    private static SortedMap<TargetProfile, Configuration> profiles(Source source) throws CorruptRegistryException {
        int count = source.count();
        SortedMap<TargetProfile, Configuration> profiles = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String id = source.string();
            TargetProfile profile = TargetProfile.all().stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new CorruptRegistryException("there is no target profile " + id));
            profiles.put(profile, configuration(source));
        }
        return profiles;
    }

    private List<RegisteredOp> ops(int configurationCount) throws CorruptRegistryException {
        Source source = source(RegistryWriter.OPS);
        int count = source.count();
        String[] files = column(source, count);
        int[] lines = new int[count];
        for (int i = 0; i < count; i++) {
            lines[i] = source.smallNumber();
        }
        List<PresenceCondition> presences = table(source, count, each -> each.presence(configurationCount));
        List<RegisteredOp> ops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            try {
                ops.add(new RegisteredOp(OpDef.parseFrom(source.bytes()), files[i], lines[i], presences.get(i)));
            } catch (InvalidProtocolBufferException e) {
                throw new CorruptRegistryException("an op definition cannot be read");
            }
        }
        source.end();
        return ops;
    }

    private List<ConditionalRegistration> registrations(int configurationCount) throws CorruptRegistryException {
        Source source = source(RegistryWriter.REGISTRATIONS);
        int count = source.count();
        String[] files = column(source, count);
        int[] lines = new int[count];
        int line = 0;
        for (int i = 0; i < count; i++) {
            line += source.signed();
            lines[i] = line;
        }
        String[] ops = column(source, count);
        String[] devices = column(source, count);
        String[] labels = column(source, count);
        int[] priorities = new int[count];
        for (int i = 0; i < count; i++) {
            priorities[i] = source.signed();
        }
        String[] classes = column(source, count);
        List<List<Constraint>> constraints = table(source, count, RegistryReader::constraints);
        List<List<String>> hostMemory = table(source, count, RegistryReader::strings);
        List<PresenceCondition> presences = table(source, count, each -> each.presence(configurationCount));
        source.end();
        List<ConditionalRegistration> registrations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Registration registration = new Registration(
                    ops[i],
                    devices[i],
                    labels[i],
                    priorities[i],
                    constraints.get(i),
                    hostMemory.get(i),
                    classes[i],
                    files[i],
                    lines[i]);
            registrations.add(new ConditionalRegistration(registration, presences.get(i)));
        }
        return registrations;
    }

    private static List<Constraint> constraints(Source source) throws CorruptRegistryException {
        int count = source.count();
        List<Constraint> constraints = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String attr = source.string();
            constraints.add(new Constraint(attr, strings(source)));
        }
        return List.copyOf(constraints);
    }

    static List<String> strings(Source source) throws CorruptRegistryException {
        return List.of(column(source, source.count()));
    }

    private RuntimeOps runtimeOps() throws CorruptRegistryException {
        Source source = source(RegistryWriter.RUNTIME);
        SortedMap<RuntimeOps.Part, SortedSet<String>> added = new TreeMap<>();
        int count = source.count();
        for (int i = 0; i < count; i++) {
            String name = source.string();
            RuntimeOps.Part part = Stream.of(RuntimeOps.Part.values())
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CorruptRegistryException("there is no part " + name + " of the runtime"));
            added.put(part, new TreeSet<>(strings(source)));
        }
        SortedSet<String> replaced = new TreeSet<>(strings(source));
        SortedSet<String> system = new TreeSet<>(strings(source));
        int graphVersion = source.smallNumber();
        source.end();
        return new RuntimeOps(added, replaced, system, graphVersion);
    }

    private SourceFacts sources(int configurationCount, boolean hasMobile) throws CorruptRegistryException {
        Source source = source(RegistryWriter.SOURCES);
        SourceFacts facts = SourceFactsSection.read(source, configurationCount);
        source.end();
        if (!hasMobile) {
            return facts;
        }
        Source mobile = source(RegistryWriter.MOBILE);
        MobileBuild build = MobileBuildSection.read(mobile);
        mobile.end();
        return facts.withMobile(build);
    }

    private List<Problem> unresolved() throws CorruptRegistryException {
        Source source = source(RegistryWriter.UNRESOLVED);
        int count = source.count();
        List<Problem> problems = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String what = source.text();
            String file = source.text();
            int line = source.smallNumber();
            int column = source.smallNumber();
            String remedy = source.text();
            try {
                Place place = file.isEmpty() ? null : Place.of(Path.of(file), line, column);
                problems.add(ScanNote.of(what, place, remedy));
            } catch (InvalidPathException e) {
                throw new CorruptRegistryException("a file name is none");
            }
        }
        source.end();
        return problems;
    }

    private static String[] column(Source source, int count) throws CorruptRegistryException {
        String[] column = new String[count];
        for (int i = 0; i < count; i++) {
            column[i] = source.string();
        }
        return column;
    }

    private static <V> List<V> table(Source source, int rows, Element<V> element) throws CorruptRegistryException {
        int count = source.count();
        List<V> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(element.read(source));
        }
        List<V> perRow = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            perRow.add(values.get(source.index(count)));
        }
        return perRow;
    }

    /** Reads one value of a table. */
    @FunctionalInterface
    private interface Element<V> {
        V read(Source source) throws CorruptRegistryException;
    }
}
