package io.github.tfmobile.registry.scan;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.preprocess.PredefinedMacros;
import io.github.tfmobile.registry.cpp.preprocess.Workers;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.IncludeReach;
import io.github.tfmobile.registry.cpp.source.MacroReach;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import io.github.tfmobile.registry.cpp.source.SourceParser;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.cpp.source.TextReader;
import io.github.tfmobile.registry.problem.RegistryProblem;
import io.github.tfmobile.registry.problem.ScanNote;
import io.github.tfmobile.registry.problem.UnreadableTree;
import io.github.tfmobile.registry.scan.interaction.DefineImpactScanner;
import io.github.tfmobile.registry.scan.registration.CApiReader;
import io.github.tfmobile.registry.scan.registration.Definitions;
import io.github.tfmobile.registry.scan.registration.ExpressionEvaluator;
import io.github.tfmobile.registry.scan.registration.RegistrationReader;
import io.github.tfmobile.registry.scan.registration.TypeTable;
import io.github.tfmobile.registry.scan.registration.UnitReader;
import io.github.tfmobile.registry.scan.registration.UnitScan;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads op definitions and kernel registrations from a TensorFlow source tree, without compiling it. */
public final class TreeScanner {

    private final SourceTree tree;
    private final List<Configuration> configurations;
    private final Progress progress;
    private final SymbolTable symbols;
    private final Workers workers;

    private TreeScanner(SourceTree tree, List<Configuration> configurations, Progress progress, Workers workers) {
        this.tree = tree;
        this.symbols = tree.symbols;
        this.configurations = List.copyOf(configurations);
        this.progress = progress;
        this.workers = workers;
    }

    /**
     * Scans a tree.
     *
     * @param root the root of the tree, the directory that holds {@code tensorflow/}
     * @param configurations the configurations to scan for, at least one
     * @param progress is told of the files
     * @throws ProblemException when there is no TensorFlow source tree at {@code root}; what cannot be resolved in a
     *     tree is reported in {@link TreeScan#problems()}
     */
    public static TreeScan scan(Path root, List<Configuration> configurations, Progress progress)
            throws ProblemException {
        return scan(root, configurations, null, progress).scan();
    }

    /**
     * Scans a tree and finds out what each macro does that a build may define or undefine besides.
     *
     * @param candidates which of the tested macros a build may define or undefine
     * @throws ProblemException as {@link #scan(Path, List, Progress)} does
     */
    public static DefineImpactScan scanEffects(
            Path root, List<Configuration> configurations, Predicate<String> candidates, Progress progress)
            throws ProblemException {
        return scan(root, configurations, candidates, progress);
    }

    private static DefineImpactScan scan(
            Path root, List<Configuration> configurations, @Nullable Predicate<String> candidates, Progress progress)
            throws ProblemException {
        if (configurations.isEmpty()) {
            throw new IllegalArgumentException("a scan needs a configuration");
        }
        requireTree(root);
        try (Workers workers = new Workers()) {
            return new TreeScanner(SourceTree.list(root), configurations, progress, workers).scan(candidates);
        } catch (IOException e) {
            throw UnreadableTree.of(root, e);
        }
    }

    /**
     * Checks what the user gave as the root of a tree.
     *
     * @throws ProblemException if it is not there, no folder, may not be read, or does not hold {@code tensorflow/}
     */
    public static void requireTree(Path root) throws ProblemException {
        if (InputFiles.isFolder(root.resolve("tensorflow"))) {
            return;
        }
        try {
            InputFiles.entries(root, "tensorflow");
        } catch (UnreadableException e) {
            if (e.reason() == UnreadableException.Reason.DENIED || e.reason() == UnreadableException.Reason.OTHER) {
                throw e.problem(Setting.TENSORFLOW_ROOT.toString());
            }
        }
        String what = InputFiles.isFolder(root)
                ? " is not the root of a TensorFlow source tree: \""
                : InputFiles.exists(root) ? " is no folder: \"" : " does not exist: \"";
        throw new ProblemException(Problem.of(
                RegistryProblem.NO_TENSORFLOW_TREE,
                Setting.TENSORFLOW_ROOT + what + root + '"',
                "name the directory that holds tensorflow/ and WORKSPACE"));
    }

    private DefineImpactScan scan(@Nullable Predicate<String> candidates) {
        List<Problem> problems = new ArrayList<>(tree.problems);
        List<CppFile> units = tree.files.stream().filter(CppFile::isUnit).toList();
        try (Progress.Task task = progress.start("scanning sources", "files", 2L * units.size())) {
            List<List<Problem>> parseProblems = new ArrayList<>(Collections.nCopies(tree.files.size(), List.of()));
            List<CppFile> files = parse(units, problems, parseProblems, task);
            Set<String> beginnings = MacroReach.mark(files, symbols);
            CApiReader.CALLS.forEach(name -> symbols.of(name).api = true);
            TextReader texts = new TextReader(files, symbols, beginnings);
            workers.forEach(files, texts::findInvocations);
            TypeTable types = new TypeTable(tree.file("tensorflow/core/framework/types.h"), files, symbols);
            ExpressionEvaluator values = new ExpressionEvaluator(new Definitions(tree, symbols, texts), types);
            List<PredefinedMacros> macros = PredefinedMacros.of(configurations, symbols);
            ThreadLocal<List<UnitReader>> walkers = ThreadLocal.withInitial(() -> macros.stream()
                    .map(group -> UnitReader.of(tree, group, symbols, new RegistrationReader(values, types)))
                    .toList());
            BitSet registers = IncludeReach.of(files);
            List<UnitScan> scans = workers.map(
                    units,
                    unit -> {
                        UnitScan scan = new UnitScan(unit);
                        if (registers.get(unit.index) || unit.isRuntime()) {
                            walkers.get().forEach(walker -> walker.read(scan));
                        }
                        return scan;
                    },
                    task,
                    units.size());
            SortedSet<String> tested = testedMacros(files);
            TreeScan scan = new ScanAssembly(tree, configurations).assemble(scans, tested, problems, parseProblems);
            if (candidates == null) {
                return DefineImpactScan.without(scan);
            }
            tested.removeIf(candidates.negate());
            List<CppFile> walked = units.stream()
                    .filter(unit -> registers.get(unit.index) || unit.isRuntime())
                    .toList();
            return new DefineImpactScanner(
                            tree, files, walked, symbols, () -> new RegistrationReader(values, types), workers)
                    .scan(scan, tested);
        }
    }

    /** Reads and parses the units and what they include, directly or not; gives the files in the order of their paths. */
    private List<CppFile> parse(
            List<CppFile> units, List<Problem> problems, List<List<Problem>> parseProblems, Progress.Task task) {
        List<CppFile> parsed = new ArrayList<>();
        List<CppFile> open = units;
        while (!open.isEmpty()) {
            for (CppFile file : open) {
                file.parsed = true;
            }
            parsed.addAll(open);
            for (Problem unreadable : workers.map(open, this::read, null, 0)) {
                if (unreadable != null) {
                    problems.add(unreadable);
                }
            }
            List<List<Problem>> found = workers.map(open, this::parse, open == units ? task : null, 0);
            SortedMap<Integer, CppFile> included = new TreeMap<>();
            for (int i = 0; i < open.size(); i++) {
                CppFile file = open.get(i);
                parseProblems.set(file.index, found.get(i));
                for (SourceFragment item : file.items) {
                    if (item.target != null && !item.target.parsed) {
                        included.put(item.target.index, item.target);
                    }
                }
            }
            open = List.copyOf(included.values());
        }
        parsed.sort(Comparator.comparingInt(file -> file.index));
        return parsed;
    }

    private @Nullable Problem read(CppFile file) {
        String wrong = SourceTree.read(file);
        return wrong == null ? null : ScanNote.of(wrong, Place.of(Path.of(file.path)), "");
    }

    private List<Problem> parse(CppFile file) {
        List<Problem> problems = new ArrayList<>();
        for (SourceFragment item : SourceParser.parse(file, tree, symbols)) {
            problems.add(ScanNote.of(item.text, Place.of(Path.of(file.path), item.line, 0), ""));
        }
        return problems;
    }

    private static SortedSet<String> testedMacros(List<CppFile> files) {
        SortedSet<String> tested = new TreeSet<>();
        for (CppFile file : files) {
            for (SourceFragment item : file.items) {
                switch (item.kind) {
                    case IFDEF, IFNDEF -> {
                        if (item.symbol != null && item.symbol != file.guard) {
                            tested.add(item.symbol.name);
                        }
                    }
                    case IF, ELIF -> {
                        for (Token token : item.tokens) {
                            if (token.symbol != null && !token.isIdentifier("defined") && token.symbol != file.guard) {
                                tested.add(token.text);
                            }
                        }
                    }
                    default -> {}
                }
            }
        }
        return tested;
    }
}
