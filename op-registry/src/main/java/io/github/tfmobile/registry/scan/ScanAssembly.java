package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.problem.Place;
import io.github.tfmobile.registry.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts the scans of the units together, in an order that does not depend on threads. */
final class ScanAssembly {

    private static final Comparator<Registration> REGISTRATIONS = Comparator.comparing(Registration::file)
            .thenComparingInt(Registration::line)
            .thenComparing(Registration::op)
            .thenComparing(Registration::device)
            .thenComparing(Registration::label)
            .thenComparingInt(Registration::priority)
            .thenComparing(registration -> constraints(registration.constraints()))
            .thenComparing(registration -> String.join(",", registration.hostMemory()))
            .thenComparing(Registration::kernelClass);

    private static final Comparator<Problem> PROBLEMS = Comparator.comparing(ScanAssembly::file)
            .thenComparingInt(
                    problem -> problem.place() == null ? 0 : problem.place().line())
            .thenComparing(Problem::what);

    private final SourceTree tree;
    private final List<DefineSet> worlds;
    private final List<SourceFile> files;

    ScanAssembly(SourceTree tree, List<DefineSet> worlds, List<SourceFile> files) {
        this.tree = tree;
        this.worlds = worlds;
        this.files = files;
    }

    private static String constraints(List<Constraint> constraints) {
        StringBuilder text = new StringBuilder();
        for (Constraint constraint : constraints) {
            text.append(constraint.attr()).append(constraint.allowed());
        }
        return text.toString();
    }

    private static String file(Problem problem) {
        Place place = problem.place();
        return place == null ? "" : place.file().toString().replace('\\', '/');
    }

    /** Of what could not be parsed, files that no unit includes do not count: they may be no C++ at all. */
    TreeScan assemble(
            List<UnitScan> scans,
            List<OpsText.Entry> listed,
            SortedSet<String> testedMacros,
            List<Problem> treeProblems,
            List<List<Problem>> parseProblems) {
        SortedSet<String> instantiated = new TreeSet<>();
        SortedMap<String, SortedSet<String>> headers = new TreeMap<>();
        for (SourceFile file : files) {
            TextFacts facts = file.facts;
            if (facts != null) {
                facts.instantiations.forEach(instantiation -> instantiated.add(instantiation.template()));
                if (!file.isUnit()) {
                    headers.put(file.path, facts.classes);
                }
            }
        }
        NameTable names = new NameTable(instantiated);
        List<ScannedOp> ops = new ArrayList<>();
        List<ScannedRegistration> registrations = new ArrayList<>();
        List<TranslationUnit> units = new ArrayList<>();
        SortedSet<Problem> problems = new TreeSet<>(PROBLEMS);
        problems.addAll(treeProblems);
        BitSet read = new BitSet();
        for (UnitScan scan : scans) {
            read.set(scan.file.index);
            scan.includes.keySet().forEach(read::or);
        }
        read.stream().forEach(index -> problems.addAll(parseProblems.get(index)));
        for (UnitScan scan : scans) {
            scan.registrations.forEach(
                    (registration, in) -> registrations.add(new ScannedRegistration(registration, in)));
            scan.ops.forEach((op, in) -> ops.add(new ScannedOp(op.definition(), scan.file.path, op.line(), in)));
            problems.addAll(scan.problems);
            units.add(new TranslationUnit(
                    scan.file.path,
                    !scan.registrations.isEmpty(),
                    !scan.ops.isEmpty(),
                    includes(scan.includes),
                    scan.file.facts == null ? List.of() : scan.file.facts.instantiations,
                    TextFacts.named(scan.file, names)));
        }
        addListed(listed, ops, problems);
        registrations.sort(Comparator.comparing(ScannedRegistration::registration, REGISTRATIONS));
        ops.sort(Comparator.comparing((ScannedOp op) -> op.definition().getName())
                .thenComparing(ScannedOp::file)
                .thenComparingInt(ScannedOp::line)
                .thenComparing(op -> op.definition().toString()));
        return new TreeScan(worlds, ops, registrations, units, headers, testedMacros, new ArrayList<>(problems));
    }

    /** Adds the ops of the tree's list that no registration was found for, in all worlds. */
    private void addListed(List<OpsText.Entry> listed, List<ScannedOp> ops, SortedSet<Problem> problems) {
        Set<String> known = new HashSet<>();
        ops.forEach(op -> known.add(op.definition().getName()));
        BitSet everywhere = new BitSet();
        everywhere.set(0, worlds.size());
        int added = 0;
        for (OpsText.Entry entry : listed) {
            if (known.add(entry.op().getName())) {
                ops.add(new ScannedOp(entry.op(), OpsText.FILE, entry.line(), everywhere));
                added++;
            }
        }
        if (added > 0) {
            problems.add(Problem.of(
                    "ops registered by code that the scan does not follow are taken from this list: \"" + added + '"',
                    Place.of(Path.of(OpsText.FILE)),
                    ""));
        }
    }

    private List<IncludeList> includes(Map<BitSet, BitSet> includes) {
        List<IncludeList> lists = new ArrayList<>();
        includes.forEach((files, in) -> {
            List<String> headers = new ArrayList<>();
            files.stream().forEach(index -> headers.add(tree.files.get(index).path));
            lists.add(new IncludeList(in, headers));
        });
        return lists;
    }
}
