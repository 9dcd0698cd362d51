package io.github.tfmobile.registry.link;

import io.github.tfmobile.common.file.FileRecord;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.LinkDependency;
import io.github.tfmobile.registry.MobileBuild;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.SourceFile;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.problem.UnreadableTree;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gathers the facts about source files from a tree and its scan. */
public final class SourceFactsReader {

    /** What the names of files have in them that are compiled into tests and tools only. */
    private static final List<String> TEST = List.of("_test", "testutil", "testlib", "test_util", "_main");

    private final Path root;
    private final BuildTree tree;
    private final FileNames texts;
    private final boolean comparing;
    private @Nullable SortedMap<String, List<String>> stockLists;
    private @Nullable Map<String, String> owners;

    /**
     * Reads nothing yet.
     *
     * @param sources the files of a tree, as its scan has them
     * @param tree the BUILD files of that tree
     * @param comparing whether {@link #readDifferent} and {@link #impossibleMacros} will be asked: they are about all
     *     files, also those that nothing in the configurations of the first scan needs
     */
    public SourceFactsReader(SourceTree sources, BuildTree tree, boolean comparing) {
        this.comparing = comparing;
        this.root = sources.root;
        this.tree = tree;
        this.texts = new FileNames(sources);
    }

    /**
     * Gathers the facts.
     *
     * @param scan what the scan of the tree found
     * @param configurations gives the configurations that the facts name for configurations of the scan
     * @throws ProblemException when a file that decides what is built cannot be read
     */
    public SourceFacts read(TreeScan scan, UnaryOperator<PresenceCondition> configurations) throws ProblemException {
        return gather(new Gathering(scan, configurations), true).orElseThrow();
    }

    /**
     * Gathers the facts when the configurations of a scan make source files say something else than those of the first one.
     *
     * @param scan as of the first reading but for its configurations
     * @throws ProblemException when a file that decides what is built cannot be read
     */
    public Optional<SourceFacts> readDifferent(TreeScan scan, UnaryOperator<PresenceCondition> configurations)
            throws ProblemException {
        return gather(new Gathering(scan, configurations), false);
    }

    private Optional<SourceFacts> gather(Gathering gathering, boolean always) throws ProblemException {
        try {
            return gathering.run(always);
        } catch (IOException e) {
            throw UnreadableTree.of(root, e);
        }
    }

    /**
     * For each source file that was read the macros that decide over its text and that no build in the configurations of the
     * first scan may define.
     */
    public Collection<Set<String>> impossibleMacros() {
        return texts.impossible();
    }

    /** The facts from one scan. */
    private final class Gathering {

        private final TreeScan scan;
        private final UnaryOperator<PresenceCondition> configurations;
        private final Map<String, TranslationUnit> units = new TreeMap<>();

        Gathering(TreeScan scan, UnaryOperator<PresenceCondition> configurations) {
            this.scan = scan;
            this.configurations = configurations;
        }

        private Optional<SourceFacts> run(boolean always) throws IOException {
            for (TranslationUnit unit : scan.units()) {
                if (!isTest(unit.file()) && CppFile.isOfRuntime(unit.file())) {
                    units.put(unit.file(), unit);
                }
            }
            LibraryFiles library = LibraryFiles.of(root, units.keySet());
            CompletableFuture<SortedMap<String, List<String>>> listing =
                    CompletableFuture.supplyAsync(FileRecord.handOn(SourceFactsReader.this::stockLists));
            CompletableFuture<Map<String, String>> owning =
                    CompletableFuture.supplyAsync(FileRecord.handOn(() -> owners(units.keySet())));

            texts.restart(units.keySet());
            Predicate<String> given = givenMacros();
            Set<String> headers = headersOf(units.keySet());
            Set<String> fromHeaders = texts.macrosOf(headers, given, true);
            Predicate<String> inUnits = macro -> given.test(macro) || fromHeaders.contains(macro);
            SortedSet<String> open = registering();
            Set<String> asked = new HashSet<>(units.keySet());
            if (!library.fromMakefile()) {
                asked.removeAll(library.built());
                asked.addAll(open);
            }
            Set<String> included = headersOf(asked);
            asked.stream().filter(headers::contains).forEach(included::add);
            asked.removeAll(included);
            texts.read(asked, inUnits, false);
            // a file defines a macro before it includes a header that is made for that: slice_op_cpu_impl.h
            Set<String> fromUnits = texts.macrosOf(units.keySet(), inUnits, false);
            Predicate<String> inHeaders = macro -> inUnits.test(macro) || fromUnits.contains(macro);
            texts.read(included, inHeaders, true);
            if (comparing) {
                Set<String> otherHeaders = new HashSet<>(headers);
                otherHeaders.removeAll(included);
                texts.compare(otherHeaders, inHeaders, true);
                Set<String> otherUnits = new HashSet<>(units.keySet());
                otherUnits.removeAll(headers);
                otherUnits.removeAll(asked);
                texts.compare(otherUnits, inUnits, false);
            }

            if (!always && !texts.isDifferent()) {
                return Optional.empty();
            }
            Set<String> macros = new HashSet<>(fromHeaders);
            macros.addAll(fromUnits);
            SortedMap<String, List<String>> lists = listing.join();
            Map<String, String> targets = owning.join();
            SortedSet<String> area = new TreeSet<>(units.keySet());
            area.removeAll(library.built());
            area.removeAll(uncompiled(targets, lists));
            LinkDependencyFinder finder = new LinkDependencyFinder(texts, units, library.built(), area, macros);
            List<LinkDependency> libraryNeeds = new ArrayList<>();
            if (library.fromMakefile()) {
                libraryNeeds.addAll(finder.ofLibrary(library.built()));
            }
            libraryNeeds.removeIf(need -> !LibraryFiles.isKernelOrOp(need.file()));
            libraryNeeds.forEach(need -> open.add(need.file()));
            SortedMap<String, List<LinkDependency>> needs = needs(finder, open);
            return Optional.of(facts(library, targets, needs, libraryNeeds, lists));
        }

        private SortedSet<String> registering() {
            SortedSet<String> registering = new TreeSet<>();
            for (TranslationUnit unit : units.values()) {
                if (unit.registersKernels() || unit.registersOps()) {
                    registering.add(unit.file());
                }
            }
            return registering;
        }

        /** Files that neither a Bazel target nor the makefile's list compiles: leftovers, and what other files include. */
        private Set<String> uncompiled(Map<String, String> targets, SortedMap<String, List<String>> lists) {
            Set<String> listed = new HashSet<>();
            lists.values().forEach(listed::addAll);
            Set<String> uncompiled = new HashSet<>();
            for (TranslationUnit unit : units.values()) {
                boolean registers = unit.registersKernels() || unit.registersOps();
                if (!registers
                        && !listed.contains(unit.file())
                        && targets.getOrDefault(unit.file(), "").isEmpty()) {
                    uncompiled.add(unit.file());
                }
            }
            return uncompiled;
        }

        private SourceFacts facts(
                LibraryFiles library,
                Map<String, String> targets,
                SortedMap<String, List<LinkDependency>> needs,
                List<LinkDependency> libraryNeeds,
                SortedMap<String, List<String>> lists) {
            SortedMap<String, SourceFile> files = new TreeMap<>();
            SortedSet<String> directories = new TreeSet<>();
            SortedSet<String> leftOut = new TreeSet<>(library.leftOut());
            needs.forEach((file, found) -> {
                files.put(file, new SourceFile(file, targets.getOrDefault(file, ""), mapped(found)));
                directories.add(directory(file));
            });
            leftOut.retainAll(files.keySet());
            SortedSet<String> others = new TreeSet<>();
            for (String file : units.keySet()) {
                if (!files.containsKey(file) && directories.contains(directory(file))) {
                    others.add(file);
                }
            }
            return new SourceFacts(
                    files, mapped(libraryNeeds), leftOut, others, lists, new TreeMap<>(), MobileBuild.NONE);
        }

        private List<LinkDependency> mapped(List<LinkDependency> needs) {
            return needs.stream()
                    .map(need -> new LinkDependency(
                            need.file(), need.symbol(), need.header(), configurations.apply(need.presence())))
                    .toList();
        }

        private Set<String> headersOf(Set<String> files) {
            Set<String> headers = new HashSet<>();
            for (String file : files) {
                TranslationUnit unit = units.get(file);
                if (unit != null) {
                    unit.includes().forEach(list -> headers.addAll(list.headers()));
                }
            }
            return headers;
        }

        /** Macros that a configuration or the compiler may define: those with a leading underscore are the compiler's. */
        private Predicate<String> givenMacros() {
            Set<String> macros = new HashSet<>();
            for (Configuration configuration : scan.configurations()) {
                for (String macro : configuration.defines().keySet()) {
                    int open = macro.indexOf('(');
                    macros.add(open < 0 ? macro : macro.substring(0, open));
                }
            }
            Set<String> gpuCompilers =
                    Set.of("__CUDACC__", "__CUDA_ARCH__", "__HIPCC__", "__NVCC__", "__HIP_DEVICE_COMPILE__");
            Map<String, Boolean> known = new HashMap<>();
            gpuCompilers.forEach(macro -> known.put(macro, false));
            macros.forEach(macro -> known.put(macro, true));
            return macro -> known.getOrDefault(macro, macro.startsWith("_"));
        }
    }

    private synchronized SortedMap<String, List<String>> stockLists() {
        if (stockLists == null) {
            stockLists = StockLists.of(root, tree.with(Platform.ANDROID.bazelConfiguration()));
        }
        return stockLists;
    }

    private synchronized Map<String, String> owners(Set<String> files) {
        if (owners == null) {
            owners = Owners.of(files, tree);
        }
        return owners;
    }

    /** What some files need, and what the files that they need need in turn. */
    private static SortedMap<String, List<LinkDependency>> needs(LinkDependencyFinder finder, SortedSet<String> files) {
        SortedMap<String, List<LinkDependency>> needs = new TreeMap<>();
        SortedSet<String> open = files;
        while (!open.isEmpty()) {
            Map<String, List<LinkDependency>> found = new ConcurrentHashMap<>();
            open.parallelStream().forEach(file -> found.put(file, finder.of(file)));
            needs.putAll(found);
            open = new TreeSet<>();
            for (List<LinkDependency> some : found.values()) {
                for (LinkDependency need : some) {
                    if (!needs.containsKey(need.file())) {
                        open.add(need.file());
                    }
                }
            }
        }
        return needs;
    }

    private static String directory(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /** Files that are compiled into tests and tools only, and those for a GPU compiler. */
    static boolean isTest(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.endsWith(".cu.cc")
                || name.startsWith("test_")
                || name.endsWith("_benchmark.cc")
                || TEST.stream().anyMatch(name::contains)
                || file.contains("/testing/")
                || file.contains("/testdata/");
    }
}
