package io.github.tfmobile.registry.build;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.LinkDependency;
import io.github.tfmobile.registry.MacroEffects;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.SourceFile;
import io.github.tfmobile.registry.link.ChangedSources;
import io.github.tfmobile.registry.link.SourceFactsReader;
import io.github.tfmobile.registry.scan.result.DefineImpact;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.ScannedOp;
import io.github.tfmobile.registry.scan.result.ScannedRegistration;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.OpDef;

/** Adds to what exists in the configurations of a registry what exists once a macro is changed in one of them. */
final class DefineImpactRecorder {

    /** A file that another one needs; {@code by} is empty for the library. */
    private record NeedOf(String by, String file) {}

    /** An op of that name exists. */
    private record OpNamed(String name) {}

    /** A definition of an op in a file: of those that a scan finds in one file the registry has the first. */
    private record OpIn(OpDef definition, String file) {}

    private final DefineImpactScan effects;
    private final ConfigurationIndex numbers;
    private final FilePresence files;
    private final SortedSet<String> tested;
    private final ConfigurationContents outcomes;
    private final SortedMap<String, RegisteredOp> ops;
    private final SortedMap<String, SortedSet<String>> meeting = new TreeMap<>();
    private final List<SortedMap<String, Integer>> leads = new ArrayList<>();
    private final Set<Registration> registrations = new HashSet<>();
    private final Map<NeedOf, LinkDependency> needs = new HashMap<>();
    private final SortedMap<String, SourceFile> sourceFiles = new TreeMap<>();
    private final SortedSet<String> leftOut = new TreeSet<>();
    private SourceFacts facts = SourceFacts.NONE;
    private final Set<OpIn> knownDefinitions = new HashSet<>();

    /** What a change makes of the needs of source files, in each configuration of the scan. */
    private final Map<String, List<BitSet>> changedNeeds = new HashMap<>();

    /**
     * @param effects what the scan found
     * @param tested the macros that the registry knows
     */
    DefineImpactRecorder(
            DefineImpactScan effects, ConfigurationIndex numbers, FilePresence files, SortedSet<String> tested) {
        this.effects = effects;
        this.numbers = numbers;
        this.files = files;
        this.tested = tested;
        this.outcomes = new ConfigurationContents(numbers.configurations().size());
        this.ops = new TreeMap<>();
        effects.scan().ops().forEach(op -> knownDefinitions.add(new OpIn(op.definition(), op.file())));
        effects.meeting().forEach((macro, others) -> meeting.put(macro, new TreeSet<>(others)));
    }

    /** Files that register something with a change of a macro. */
    static Set<String> files(DefineImpactScan effects) {
        Set<String> files = new HashSet<>();
        for (DefineImpact base : effects.bases()) {
            base.registrations()
                    .forEach(scanned -> files.add(scanned.registration().file()));
            base.ops().forEach(scanned -> files.add(scanned.file()));
        }
        return files;
    }

    /** Records everything. */
    void record(
            Collection<ConditionalRegistration> known,
            SortedMap<String, RegisteredOp> knownOps,
            SourceFacts knownFacts,
            SourceFactsReader reader)
            throws ProblemException {
        for (ConditionalRegistration scanned : known) {
            registrations.add(scanned.registration());
            outcomes.exists(scanned.registration(), scanned.presence());
        }
        ops.putAll(knownOps);
        knownOps.forEach((name, op) -> outcomes.exists(new OpNamed(name), op.presence()));
        facts = knownFacts;
        leftOut.addAll(knownFacts.leftOut());
        add(knownFacts);
        needs.forEach((of, need) -> outcomes.exists(of, need.presence()));
        needsOfChanges(reader);
        for (int i = 0; i < numbers.configurations().size(); i++) {
            leads.add(new TreeMap<>());
        }
        for (DefineImpact base : effects.bases()) {
            SortedSet<String> changes = new TreeSet<>(base.changes());
            for (String change : changedNeeds.keySet()) {
                if (!change.startsWith("-U") && isUndefined(change, base)) {
                    changes.add(change);
                }
            }
            numbers.of(base.presence())
                    .configurations()
                    .forEach(configuration -> changes.forEach(change -> lead(base, configuration, change)));
        }
    }

    private boolean isUndefined(String macro, DefineImpact base) {
        return !effects.scan()
                .configurations()
                .get(base.presence().first())
                .defines()
                .containsKey(macro);
    }

    private void add(SourceFacts some) {
        some.files().forEach((path, file) -> {
            sourceFiles.putIfAbsent(path, file);
            file.needs().forEach(need -> needs.putIfAbsent(new NeedOf(path, need.file()), need));
        });
        some.libraryNeeds().forEach(need -> needs.putIfAbsent(new NeedOf("", need.file()), need));
    }

    /** Finds out which source files need others with a change, and which changes have to do with that at all. */
    private void needsOfChanges(SourceFactsReader reader) throws ProblemException {
        ChangedSources sources = ChangedSources.of(effects);
        SortedSet<String> including = sources.including();
        SortedSet<String> always = new TreeSet<>(including);
        always.addAll(sources.registering());
        SortedSet<String> maybe = new TreeSet<>();
        for (Set<String> ofOneFile : reader.impossibleMacros()) {
            SortedSet<String> here = new TreeSet<>(ofOneFile);
            here.retainAll(tested);
            maybe.addAll(here);
            meet(here);
        }
        SortedSet<String> deciding = new TreeSet<>();
        including.forEach(change -> deciding.add(Configuration.macroOf(change)));
        // what such a file needs was read for none of the other changes
        sources.opening().forEach(change -> deciding.add(Configuration.macroOf(change)));
        SortedSet<String> all = new TreeSet<>(always);
        all.addAll(maybe);
        for (String change : all) {
            TreeScan scan = sources.with(change);
            Optional<SourceFacts> found = always.contains(change)
                    ? Optional.of(reader.read(scan, configurations -> configurations))
                    : reader.readDifferent(scan, configurations -> configurations);
            if (found.isPresent()) {
                if (maybe.contains(change)) {
                    deciding.add(change);
                }
                needsOf(change, found.get());
            }
        }
        meet(deciding);
    }

    private void needsOf(String change, SourceFacts found) {
        int count = effects.scan().configurations().size();
        add(found);
        leftOut.addAll(found.leftOut());
        List<BitSet> perConfiguration = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            perConfiguration.add(new BitSet());
        }
        found.files().forEach((path, file) -> file.needs().forEach(need -> set(perConfiguration, path, need)));
        found.libraryNeeds().forEach(need -> set(perConfiguration, "", need));
        changedNeeds.put(change, perConfiguration);
    }

    private void set(List<BitSet> perConfiguration, String by, LinkDependency need) {
        int number = outcomes.number(new NeedOf(by, need.file()));
        PresenceCondition presence = need.presence();
        for (int i = 0; i < perConfiguration.size(); i++) {
            if (presence.holdsIn(i + perConfiguration.size())) {
                perConfiguration.get(i).set(number);
            }
        }
    }

    private void meet(SortedSet<String> macros) {
        for (String macro : macros) {
            if (macros.size() > 1) {
                SortedSet<String> others = meeting.computeIfAbsent(macro, m -> new TreeSet<>());
                others.addAll(macros);
                others.remove(macro);
            }
        }
    }

    /** Finds the configuration that a change leads to. */
    private void lead(DefineImpact base, int configuration, String change) {
        int changed = base.changes().indexOf(change) + 1;
        BitSet exists = outcomes.of(configuration);
        boolean known = true;
        if (changed > 0) {
            for (ScannedRegistration scanned : base.registrations()) {
                if (differs(scanned.presence(), changed)
                        && isIn(scanned.registration().file(), configuration)) {
                    registrations.add(scanned.registration());
                    exists.set(
                            outcomes.number(scanned.registration()),
                            scanned.presence().holdsIn(changed));
                }
            }
            known = ops(base, configuration, changed, exists);
        }
        List<BitSet> needsHere = changedNeeds.get(change);
        if (needsHere != null) {
            needs.keySet().forEach(need -> exists.clear(outcomes.number(need)));
            exists.or(needsHere.get(base.presence().first()));
        }
        int lead = known ? outcomes.configuration(exists) : MacroEffects.UNKNOWN;
        if (lead != configuration && !(known && exists.equals(outcomes.of(configuration)))) {
            leads.get(configuration).put(change, lead);
        }
    }

    private static boolean differs(PresenceCondition presence, int changed) {
        return presence.holdsIn(0) != presence.holdsIn(changed);
    }

    private boolean isIn(String file, int configuration) {
        return !files.among(file, PresenceCondition.in(configuration)).isEmpty();
    }

    /** Sets which ops exist; gives whether the registry can hold that, which has one definition of each op. */
    private boolean ops(DefineImpact base, int configuration, int changed, BitSet exists) {
        SortedMap<String, @Nullable RegisteredOp> changing = new TreeMap<>();
        for (ScannedOp scanned : base.ops()) {
            if (differs(scanned.presence(), changed)) {
                changing.put(scanned.definition().getName(), null);
            }
        }
        for (ScannedOp scanned : base.ops()) {
            String name = scanned.definition().getName();
            if (changing.containsKey(name)
                    && scanned.presence().holdsIn(changed)
                    && isIn(scanned.file(), configuration)) {
                RegisteredOp op =
                        new RegisteredOp(scanned.definition(), scanned.file(), scanned.line(), PresenceCondition.NEVER);
                changing.merge(name, op, RegistryBuilder::preferred);
            }
        }
        boolean known = true;
        for (Map.Entry<String, @Nullable RegisteredOp> op : changing.entrySet()) {
            RegisteredOp found = op.getValue();
            if (found != null) {
                RegisteredOp before = ops.putIfAbsent(op.getKey(), found);
                known &= before == null
                        || knownDefinitions.contains(new OpIn(found.def(), found.file()))
                        || (before.def().equals(found.def()) && before.file().equals(found.file()));
            }
            exists.set(outcomes.number(new OpNamed(op.getKey())), found != null);
        }
        return known;
    }

    /** The registrations of all configurations. */
    List<ConditionalRegistration> registrations() {
        return registrations.stream()
                .sorted(ScannedRegistration.order())
                .map(registration -> new ConditionalRegistration(registration, outcomes.presenceOf(registration)))
                .filter(registration -> !registration.presence().isEmpty())
                .toList();
    }

    /** The ops of all configurations. */
    List<RegisteredOp> ops() {
        return ops.entrySet().stream()
                .map(op -> new RegisteredOp(
                        op.getValue().def(),
                        op.getValue().file(),
                        op.getValue().line(),
                        outcomes.presenceOf(new OpNamed(op.getKey()))))
                .filter(op -> !op.presence().isEmpty())
                .toList();
    }

    /** The facts about source files of all configurations. */
    SourceFacts sources() {
        Map<String, List<LinkDependency>> byFile = new HashMap<>();
        SortedMap<String, LinkDependency> ofLibrary = new TreeMap<>();
        needs.forEach((of, need) -> {
            LinkDependency all = new LinkDependency(need.file(), need.symbol(), need.header(), outcomes.presenceOf(of));
            if (all.presence().isEmpty()) {
                return;
            } else if (of.by().isEmpty()) {
                ofLibrary.put(need.file(), all);
            } else {
                byFile.computeIfAbsent(of.by(), f -> new ArrayList<>()).add(all);
            }
        });
        SortedMap<String, SourceFile> found = new TreeMap<>();
        sourceFiles.forEach((path, file) -> {
            List<LinkDependency> own = byFile.getOrDefault(path, new ArrayList<>());
            own.sort((a, b) -> a.file().compareTo(b.file()));
            found.put(path, new SourceFile(path, file.target(), own));
        });
        SortedSet<String> others = new TreeSet<>(facts.otherFiles());
        others.removeAll(found.keySet());
        leftOut.retainAll(found.keySet());
        return new SourceFacts(
                found,
                new ArrayList<>(ofLibrary.values()),
                leftOut,
                others,
                facts.stockLists(),
                facts.missing(),
                facts.mobile());
    }

    /** Where the changes lead. */
    MacroEffects effects() {
        return new MacroEffects(tested, leads, meeting, effects.valued(), outcomes.count());
    }
}
