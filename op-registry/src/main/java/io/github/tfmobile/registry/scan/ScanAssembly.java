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
import java.util.Set;
import java.util.SortedSet;
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

    ScanAssembly(SourceTree tree, List<DefineSet> worlds) {
        this.tree = tree;
        this.worlds = worlds;
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
        List<ScannedOp> ops = new ArrayList<>();
        List<ScannedRegistration> registrations = new ArrayList<>();
        List<TranslationUnit> units = new ArrayList<>();
        SortedSet<Problem> problems = new TreeSet<>(PROBLEMS);
        problems.addAll(treeProblems);
        BitSet read = new BitSet();
        for (UnitScan scan : scans) {
            read.set(scan.file.index);
            scan.includes.forEach(includes -> read.or(includes.files()));
        }
        read.stream().forEach(index -> problems.addAll(parseProblems.get(index)));
        for (UnitScan scan : scans) {
            scan.registrations.forEach(
                    (registration, in) -> registrations.add(new ScannedRegistration(registration, in)));
            scan.ops.forEach((op, in) -> ops.add(new ScannedOp(op.definition(), scan.file.path, op.line(), in)));
            problems.addAll(scan.problems);
            units.add(new TranslationUnit(
                    scan.file.path, !scan.registrations.isEmpty(), !scan.ops.isEmpty(), includes(scan.includes)));
        }
        addListed(listed, ops, problems);
        registrations.sort(Comparator.comparing(ScannedRegistration::registration, REGISTRATIONS));
        ops.sort(Comparator.comparing((ScannedOp op) -> op.definition().getName())
                .thenComparing(ScannedOp::file)
                .thenComparingInt(ScannedOp::line)
                .thenComparing(op -> op.definition().toString()));
        return new TreeScan(worlds, ops, registrations, units, testedMacros, new ArrayList<>(problems));
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

    private List<IncludeList> includes(List<UnitScan.Includes> includes) {
        List<IncludeList> lists = new ArrayList<>();
        includes.sort(Comparator.comparingInt(list -> list.worlds().nextSetBit(0)));
        for (UnitScan.Includes list : includes) {
            List<String> headers = new ArrayList<>();
            list.files().stream().forEach(index -> headers.add(tree.files.get(index).path));
            lists.add(new IncludeList(list.worlds(), headers));
        }
        return lists;
    }
}
