package io.github.tfmobile.registry.scan.interaction;

import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.scan.registration.UnitScan;
import io.github.tfmobile.registry.scan.result.DefineImpact;
import io.github.tfmobile.registry.scan.result.IncludeList;
import io.github.tfmobile.registry.scan.result.ScannedOp;
import io.github.tfmobile.registry.scan.result.ScannedRegistration;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts together what the changes of one configuration do, batch after batch. */
final class DefineImpactAssembly {

    /** A definition of an op at a place. */
    private record OpAt(CppFile file, UnitScan.OpAt op) {}

    private final SourceTree tree;
    private final List<String> changes;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** For each file, by path, the configurations of what it registers in some and not in others. */
    private final SortedMap<String, Map<Registration, BitSet>> registrations = new TreeMap<>();

    private final Map<OpAt, BitSet> ops = new HashMap<>();
    private final Set<String> changingOps = new HashSet<>();
    private final SortedMap<String, Unit> units = new TreeMap<>();

    /** Equal lists of headers, which most configurations have, are one. */
    private final Map<List<String>, List<String>> headerLists;

    /** @param headerLists shared by all configurations of a scan */
    DefineImpactAssembly(SourceTree tree, List<String> changes, Map<List<String>, List<String>> headerLists) {
        this.tree = tree;
        this.headerLists = headerLists;
        this.changes = List.copyOf(changes);
        changes.forEach(change -> numbers.put(change, numbers.size()));
    }

    /** Adds an op that a unit defines in the configuration, and with changes of which nothing else is said. */
    void add(CppFile file, UnitScan.OpAt op) {
        BitSet everywhere = new BitSet();
        everywhere.set(0, changes.size() + 1);
        ops.put(new OpAt(file, op), everywhere);
    }

    /** Adds what a unit gives in the configuration and with some changes. */
    void add(UnitImpact impact) {
        List<Integer> ofImpact = impact.changes().stream().map(numbers::get).toList();
        UnitScan scan = impact.scan();
        scan.registrations.forEach((registration, in) ->
                merge(registrations.computeIfAbsent(scan.file.path, f -> new HashMap<>()), registration, in, ofImpact));
        scan.ops.forEach((op, in) -> {
            merge(ops, new OpAt(scan.file, op), in, ofImpact);
            if (in.count() != ofImpact.size() + 1) {
                changingOps.add(op.definition().getName());
            }
        });
        if (scan.includes.size() > 1) {
            units.computeIfAbsent(scan.file.path, f -> new Unit()).add(impact, ofImpact);
        }
    }

    /** Sets the bits of a batch: those of a change that an earlier batch had are the same. */
    private <K> void merge(Map<K, BitSet> into, K key, PresenceCondition in, List<Integer> numbers) {
        BitSet known = into.get(key);
        if (known == null) {
            known = new BitSet();
            known.set(0, in.holdsIn(0) ? changes.size() + 1 : 0);
            into.put(key, known);
        }
        for (int i = 0; i < numbers.size(); i++) {
            known.set(numbers.get(i) + 1, in.holdsIn(i + 1));
        }
    }

    /** What was put together. */
    DefineImpact base(PresenceCondition presence) {
        List<ScannedRegistration> foundRegistrations = new ArrayList<>();
        registrations.values().forEach(some -> {
            List<ScannedRegistration> sorted = new ArrayList<>();
            some.forEach(
                    (registration, in) -> sorted.add(new ScannedRegistration(registration, PresenceCondition.of(in))));
            sorted.sort(Comparator.comparing(ScannedRegistration::registration, ScannedRegistration.order()));
            foundRegistrations.addAll(sorted);
        });
        List<ScannedOp> foundOps = new ArrayList<>();
        ops.forEach((op, in) -> {
            if (changingOps.contains(op.op().definition().getName())) {
                foundOps.add(new ScannedOp(
                        op.op().definition(), op.file().path, op.op().line(), PresenceCondition.of(in)));
            }
        });
        foundOps.sort(ScannedOp.order());
        List<TranslationUnit> foundUnits = new ArrayList<>();
        units.forEach((file, unit) -> foundUnits.add(unit.unit(file)));
        return new DefineImpact(presence, changes, foundRegistrations, foundOps, foundUnits);
    }

    private List<String> shared(List<String> list) {
        List<String> copy = List.copyOf(list);
        List<String> known = headerLists.putIfAbsent(copy, copy);
        return known == null ? copy : known;
    }

    /** The headers of a unit. */
    private final class Unit {
        private final SortedMap<Integer, BitSet> headers = new TreeMap<>();
        private boolean registersKernels;
        private boolean registersOps;

        void add(UnitImpact impact, List<Integer> numbers) {
            UnitScan scan = impact.scan();
            registersKernels |= impact.registersKernels();
            registersOps |= !scan.ops.isEmpty();
            Map<Integer, PresenceCondition> included = new HashMap<>();
            scan.includes.forEach(list -> list.files().stream()
                    .forEach(header -> included.merge(header, list.presence(), PresenceCondition::or)));
            included.forEach((header, in) -> merge(headers, header, in, numbers));
        }

        TranslationUnit unit(String file) {
            Map<List<String>, BitSet> lists = new HashMap<>();
            for (int configuration = 0; configuration <= changes.size(); configuration++) {
                List<String> list = new ArrayList<>();
                for (Map.Entry<Integer, BitSet> header : headers.entrySet()) {
                    if (header.getValue().get(configuration)) {
                        list.add(tree.files.get(header.getKey()).path);
                    }
                }
                lists.computeIfAbsent(list, l -> new BitSet()).set(configuration);
            }
            List<IncludeList> includes = new ArrayList<>();
            lists.forEach((list, in) -> includes.add(new IncludeList(PresenceCondition.of(in), shared(list))));
            includes.sort(
                    (a, b) -> Integer.compare(a.presence().first(), b.presence().first()));
            return new TranslationUnit(file, registersKernels, registersOps, includes, new TreeMap<>());
        }
    }
}
