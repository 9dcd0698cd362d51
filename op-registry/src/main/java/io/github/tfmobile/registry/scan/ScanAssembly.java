package io.github.tfmobile.registry.scan;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.problem.ScanNote;
import io.github.tfmobile.registry.scan.registration.UnitScan;
import io.github.tfmobile.registry.scan.result.IncludeList;
import io.github.tfmobile.registry.scan.result.ScannedOp;
import io.github.tfmobile.registry.scan.result.ScannedRegistration;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.io.IOException;
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
public final class ScanAssembly {

    private static final Comparator<Problem> PROBLEMS = Comparator.comparing(ScanAssembly::file)
            .thenComparingInt(
                    problem -> problem.place() == null ? 0 : problem.place().line())
            .thenComparing(Problem::what);

    private final SourceTree tree;
    private final List<Configuration> configurations;

    ScanAssembly(SourceTree tree, List<Configuration> configurations) {
        this.tree = tree;
        this.configurations = configurations;
    }

    private static String file(Problem problem) {
        Place place = problem.place();
        return place == null ? "" : place.file().toString().replace('\\', '/');
    }

    /** Of what could not be parsed, files that no unit includes do not count: they may be no C++ at all. */
    TreeScan assemble(
            List<UnitScan> scans,
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
            registrations.addAll(scan.sorted());
            scan.ops.forEach((op, in) -> ops.add(new ScannedOp(op.definition(), scan.file.path, op.line(), in)));
            problems.addAll(scan.problems);
            units.add(new TranslationUnit(
                    scan.file.path,
                    !scan.registrations.isEmpty(),
                    !scan.ops.isEmpty(),
                    includes(scan.includes),
                    scan.externals));
        }
        addListed(ops, problems);
        ops.sort(ScannedOp.order());
        return new TreeScan(tree, configurations, ops, registrations, units, testedMacros, new ArrayList<>(problems));
    }

    /** Adds the ops of the tree's list that no registration was found for, in all configurations. */
    private void addListed(List<ScannedOp> ops, SortedSet<Problem> problems) {
        Set<String> known = new HashSet<>();
        ops.forEach(op -> known.add(op.definition().getName()));
        PresenceCondition everywhere = PresenceCondition.always(configurations.size());
        int added = 0;
        try {
            for (OpsText.Entry entry : OpsText.read(tree.root, known)) {
                if (known.add(entry.op().getName())) {
                    ops.add(new ScannedOp(entry.op(), OpsText.FILE, entry.line(), everywhere));
                    added++;
                }
            }
        } catch (IOException e) {
            problems.add(ScanNote.of(
                    "the list of ops cannot be read: \"" + e.getMessage() + '"', Place.of(Path.of(OpsText.FILE)), ""));
        }
        if (added > 0) {
            problems.add(ScanNote.of(
                    "ops registered by code that the scan does not follow are taken from this list: \"" + added + '"',
                    Place.of(Path.of(OpsText.FILE)),
                    ""));
        }
    }

    private List<IncludeList> includes(List<UnitScan.Includes> includes) {
        List<IncludeList> lists = new ArrayList<>();
        includes.sort(Comparator.comparingInt(list -> list.presence().first()));
        for (UnitScan.Includes list : includes) {
            List<String> headers = new ArrayList<>();
            list.files().stream().forEach(index -> headers.add(tree.files.get(index).path));
            lists.add(new IncludeList(list.presence(), headers));
        }
        return lists;
    }
}
