package io.github.tfmobile.registry.closure;

import io.github.tfmobile.registry.build.BuildConfiguration;
import io.github.tfmobile.registry.build.BuildTree;
import io.github.tfmobile.registry.problem.Place;
import io.github.tfmobile.registry.problem.Problem;
import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.scan.DefineSet;
import io.github.tfmobile.registry.scan.TranslationUnit;
import io.github.tfmobile.registry.scan.TreeScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Gathers the facts about source files from a tree and its scan. */
public final class SourceFactsReader {

    /** Where the sources of the C++ runtime are; the others are tools, other languages and other runtimes. */
    private static final List<String> RUNTIME =
            List.of("tensorflow/core/", "tensorflow/c/", "tensorflow/cc/", "tensorflow/contrib/");

    private static final Pattern TEST =
            Pattern.compile(".*_test[^/]*|test_.*|.*_benchmark\\.cc|.*(testutil|testlib|test_util|_main)[^/]*");

    private final TreeScan scan;
    private final UnaryOperator<BitSet> worlds;
    private final Map<String, TranslationUnit> units = new TreeMap<>();

    private SourceFactsReader(TreeScan scan, UnaryOperator<BitSet> worlds) {
        this.scan = scan;
        this.worlds = worlds;
    }

    /**
     * Gathers the facts.
     *
     * @param root the root of the tree, the directory that holds {@code tensorflow/}
     * @param scan what the scan of that tree found
     * @param tree the BUILD files of that tree
     * @param worlds gives the worlds that the facts name for worlds of the scan
     * @throws ProblemException when a file that decides what is built cannot be read
     */
    public static SourceFacts read(Path root, TreeScan scan, BuildTree tree, UnaryOperator<BitSet> worlds)
            throws ProblemException {
        try {
            return new SourceFactsReader(scan, worlds).run(root, tree);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            "<tensorflowRoot> a file of the tree cannot be read: " + e.getMessage(),
                            Place.of(root),
                            "make it readable"),
                    e);
        }
    }

    private SourceFacts run(Path root, BuildTree tree) throws IOException {
        for (TranslationUnit unit : scan.units()) {
            if (!isTest(unit.file()) && RUNTIME.stream().anyMatch(unit.file()::startsWith)) {
                units.put(unit.file(), unit);
            }
        }
        LibraryFiles library = LibraryFiles.of(root, units.keySet());
        CompletableFuture<SortedMap<String, List<String>>> listing =
                CompletableFuture.supplyAsync(() -> StockLists.of(root, tree.with(BuildConfiguration.android())));
        CompletableFuture<Map<String, String>> owning =
                CompletableFuture.supplyAsync(() -> Owners.of(units.keySet(), tree));

        FileTexts texts = new FileTexts(root, units.keySet());
        Predicate<String> given = givenMacros();
        Set<String> headers = headersOf(units.keySet());
        Set<String> fromHeaders = texts.macrosOf(headers, given);
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
        Set<String> fromUnits = texts.macrosOf(units.keySet(), inUnits);
        texts.read(included, macro -> inUnits.test(macro) || fromUnits.contains(macro), true);

        Set<String> macros = new HashSet<>(fromHeaders);
        macros.addAll(fromUnits);
        SortedMap<String, List<String>> stockLists = listing.join();
        Map<String, String> owners = owning.join();
        SortedSet<String> area = new TreeSet<>(units.keySet());
        area.removeAll(library.built());
        area.removeAll(uncompiled(owners, stockLists));
        NeedFinder finder = new NeedFinder(texts, units, library.built(), area, macros);
        List<Need> libraryNeeds = new ArrayList<>();
        if (library.fromMakefile()) {
            libraryNeeds.addAll(finder.ofLibrary(library.built()));
        }
        libraryNeeds.removeIf(need -> !LibraryFiles.isKernelOrOp(need.file()));
        libraryNeeds.forEach(need -> open.add(need.file()));
        SortedMap<String, List<Need>> needs = needs(finder, open);
        return facts(library, owners, needs, libraryNeeds, stockLists);
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

    /** What some files need, and what the files that they need need in turn. */
    private static SortedMap<String, List<Need>> needs(NeedFinder finder, SortedSet<String> files) {
        SortedMap<String, List<Need>> needs = new TreeMap<>();
        SortedSet<String> open = files;
        while (!open.isEmpty()) {
            Map<String, List<Need>> found = new ConcurrentHashMap<>();
            open.parallelStream().forEach(file -> found.put(file, finder.of(file)));
            needs.putAll(found);
            open = new TreeSet<>();
            for (List<Need> some : found.values()) {
                for (Need need : some) {
                    if (!needs.containsKey(need.file())) {
                        open.add(need.file());
                    }
                }
            }
        }
        return needs;
    }

    /** Files that neither a Bazel target nor the makefile's list compiles: leftovers, and what other files include. */
    private Set<String> uncompiled(Map<String, String> owners, SortedMap<String, List<String>> stockLists) {
        Set<String> listed = new HashSet<>();
        stockLists.values().forEach(listed::addAll);
        Set<String> uncompiled = new HashSet<>();
        for (TranslationUnit unit : units.values()) {
            boolean registers = unit.registersKernels() || unit.registersOps();
            if (!registers
                    && !listed.contains(unit.file())
                    && owners.getOrDefault(unit.file(), "").isEmpty()) {
                uncompiled.add(unit.file());
            }
        }
        return uncompiled;
    }

    private SourceFacts facts(
            LibraryFiles library,
            Map<String, String> owners,
            SortedMap<String, List<Need>> needs,
            List<Need> libraryNeeds,
            SortedMap<String, List<String>> stockLists) {
        SortedMap<String, SourceFile> files = new TreeMap<>();
        SortedSet<String> directories = new TreeSet<>();
        SortedSet<String> leftOut = new TreeSet<>(library.leftOut());
        needs.forEach((file, found) -> {
            files.put(file, new SourceFile(file, owners.getOrDefault(file, ""), mapped(found)));
            directories.add(directory(file));
        });
        leftOut.retainAll(files.keySet());
        SortedSet<String> others = new TreeSet<>();
        for (String file : units.keySet()) {
            if (!files.containsKey(file) && directories.contains(directory(file))) {
                others.add(file);
            }
        }
        return new SourceFacts(files, mapped(libraryNeeds), leftOut, others, stockLists);
    }

    private List<Need> mapped(List<Need> needs) {
        return needs.stream()
                .map(need -> new Need(need.file(), need.symbol(), need.header(), worlds.apply(need.worlds())))
                .toList();
    }

    private static String directory(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /** Files that are compiled into tests and tools only, and those for a GPU compiler. */
    static boolean isTest(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.endsWith(".cu.cc")
                || TEST.matcher(name).matches()
                || file.contains("/testing/")
                || file.contains("/testdata/");
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

    /** Macros that a world or the compiler may define: those with a leading underscore are the compiler's. */
    private Predicate<String> givenMacros() {
        Set<String> macros = new HashSet<>();
        for (DefineSet world : scan.worlds()) {
            for (String macro : world.defines().keySet()) {
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
