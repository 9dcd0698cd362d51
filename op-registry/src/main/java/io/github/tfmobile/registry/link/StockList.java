package io.github.tfmobile.registry.link;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemCode;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.Suggestions;
import io.github.tfmobile.registry.LinkDependency;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.problem.RegistryProblem;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A list of source files that a build compiles: TensorFlow's own op list, or a project's. */
public final class StockList {

    private static final String CORE = "tensorflow/core/";
    /** What the makefile has rules for that make the object of an entry, in the order in which make tries them. */
    private static final List<String> RULES = List.of(".cc", ".c");
    /** More than any op list has. */
    static final int MAX_SIZE = 4 << 20;

    private final String name;
    private final SortedMap<Integer, String> entries;

    private StockList(String name, List<String> lines) {
        this.name = name;
        this.entries = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                entries.put(i + 1, line);
            }
        }
    }

    /**
     * What the unmodified build of a platform contains: the makefile's {@code tf_op_files.txt} for the platforms that
     * the makefile builds, the files of Bazel's mobile library for Android and where a release has no makefile.
     *
     * @throws ProblemException when the registry has no such list
     */
    public static StockList stock(Registry registry, Platform platform) throws ProblemException {
        SortedMap<String, List<String>> lists = registry.sources().stockLists();
        List<String> names = new ArrayList<>(StockLists.BAZEL_LIBRARIES);
        names.add(platform == Platform.ANDROID ? names.size() : 0, StockLists.MAKEFILE_LIST);
        for (String name : names) {
            List<String> lines = lists.get(name);
            if (lines != null) {
                return new StockList(name, lines);
            }
        }
        throw new ProblemException(Problem.of(
                RegistryProblem.NO_STOCK_LIST,
                Setting.KERNELS + ": the registry of TensorFlow " + registry.release()
                        + " has no op list of its own: \"stock\"",
                "use available, or name your own op list: " + Setting.KERNELS.with("tf_op_files.txt")));
    }

    /** Whether a registry knows what unmodified builds contain. */
    public static boolean isThere(Registry registry) {
        return !registry.sources().stockLists().isEmpty();
    }

    /** The label of the Bazel library that mobile builds of a tree link; empty when the tree has none. */
    public static String mobileLibrary(Registry registry) {
        return StockLists.BAZEL_LIBRARIES.stream()
                .filter(label -> registry.sources().stockLists().containsKey(label))
                .findFirst()
                .orElse("");
    }

    /** Whether the tree of a registry has TensorFlow's makefile: releases up to 2.0 do. */
    public static boolean hasMakefile(Registry registry) {
        return registry.sources().stockLists().containsKey(StockLists.MAKEFILE_LIST);
    }

    /**
     * A list in a file: one source file a line, {@code #} starts a comment.
     *
     * @throws ProblemException when the file cannot be read or is no text
     */
    public static StockList read(Path file) throws ProblemException {
        try {
            String text = InputFiles.text(file, MAX_SIZE, StandardCharsets.ISO_8859_1);
            if (text.indexOf('\0') >= 0) {
                throw new ProblemException(Problem.of(
                        RegistryProblem.OP_LIST_NO_TEXT,
                        Setting.KERNELS + ": the op list is no text: \"" + file + "\"",
                        "name a file with one source file a line, or say stock or available"));
            }
            return new StockList(file.toString(), text.lines().toList());
        } catch (UnreadableException e) {
            throw e.problem(
                    Setting.KERNELS + ": the op list",
                    "name a readable file with one source file a line, or say stock or available");
        }
    }

    /** A list that is made of these lines. */
    public static StockList of(String name, List<String> lines) {
        return new StockList(name, lines);
    }

    /**
     * Whether a build compiles a file only if its op list names it: kernels and ops, and whatever lies outside of the core.
     * The other files belong to the runtime library.
     *
     * @param file relative to the root of the tree, with {@code /}
     */
    public static boolean needsListing(String file) {
        return LibraryFiles.isKernelOrOp(file) || !file.startsWith(CORE);
    }

    /** The file or Bazel target that the list is. */
    public String name() {
        return name;
    }

    /**
     * The files that a build from this list compiles, each once. In a tree with a makefile that is what its rules make of an
     * entry: both {@code x.cc} and {@code x.c} ask for the object {@code x.o}, which the rule for {@code .cc} files makes
     * where there is such a file.
     */
    public SortedSet<String> files(Registry registry) {
        SourceFacts facts = registry.sources();
        SortedSet<String> files = new TreeSet<>();
        entries.values().forEach(entry -> files.add(compiled(entry, facts)));
        return files;
    }

    private static String compiled(String entry, SourceFacts facts) {
        int dot = entry.lastIndexOf('.');
        if (dot < 0
                || !RULES.contains(entry.substring(dot))
                || !facts.stockLists().containsKey(StockLists.MAKEFILE_LIST)) {
            return entry;
        }
        return RULES.stream()
                .map(extension -> entry.substring(0, dot) + extension)
                .filter(file -> isKnown(file, facts))
                .findFirst()
                .orElse(entry);
    }

    private static boolean isKnown(String file, SourceFacts facts) {
        return facts.files().containsKey(file) || facts.otherFiles().contains(file);
    }

    /**
     * The registrations that a build from this list has: those of listed files whose op is defined in a listed file or
     * in the runtime library.
     *
     * @throws ProblemException when the registry does not know the target
     */
    public List<Registration> registrations(Registry registry, Target target) throws ProblemException {
        Set<String> files = files(registry);
        return registry.target(target).stream()
                .filter(registration -> files.contains(registration.file())
                        && isDefined(registry.registeredOps().get(registration.op()), files))
                .toList();
    }

    private static boolean isDefined(@Nullable RegisteredOp op, Set<String> files) {
        return op != null && (files.contains(op.file()) || !needsListing(op.file()));
    }

    /**
     * What is wrong with the list, line by line: entries that do not exist or occur twice, kernels whose ops are defined
     * in a file that is not listed, ops without a listed kernel where one exists, and files that listed ones need.
     *
     * @throws ProblemException when the registry does not know the target
     */
    public List<Problem> problems(Registry registry, Target target) throws ProblemException {
        SourceFacts facts = registry.sources();
        Set<String> known = new TreeSet<>(facts.files().keySet());
        known.addAll(facts.otherFiles());
        Suggestions suggestions = new Suggestions(() -> known);
        Set<String> directories = new TreeSet<>();
        known.forEach(file -> directories.add(directory(file)));
        Set<String> listed = files(registry);
        SourceClosure closure = SourceClosure.of(registry, target);
        Map<String, SortedSet<String>> kernelOps = new HashMap<>();
        for (Registration registration : registry.target(target)) {
            kernelOps.computeIfAbsent(registration.file(), f -> new TreeSet<>()).add(registration.op());
        }
        List<Problem> problems = new ArrayList<>();
        Map<String, Integer> first = new HashMap<>();
        Set<String> toldNeeds = new TreeSet<>();
        entries.forEach((line, entry) -> {
            String file = compiled(entry, facts);
            if (!file.equals(entry)) {
                problems.add(problem(
                        RegistryProblem.OP_LIST_FILE_REPLACED,
                        line,
                        "is no file, the makefile compiles another one for it, \"" + file + "\"",
                        entry,
                        "write " + file));
            }
            Integer earlier = first.putIfAbsent(file, line);
            if (earlier != null) {
                problems.add(problem(
                        RegistryProblem.OP_LIST_FILE_TWICE,
                        line,
                        "occurs twice, first in line " + earlier,
                        file,
                        "remove one of the lines"));
            } else if (!known.contains(file)) {
                if (directories.contains(directory(file))) {
                    problems.add(missing(line, file, suggestions));
                }
            } else {
                undefinedOps(registry, listed, line, file, kernelOps.getOrDefault(file, new TreeSet<>()), problems);
                for (LinkDependency need : closure.needs(file)) {
                    if (!listed.contains(need.file()) && toldNeeds.add(need.file())) {
                        problems.add(problem(
                                RegistryProblem.OP_LIST_DOES_NOT_LINK,
                                line,
                                "does not link without a file that is not listed, \"" + need.file()
                                        + "\", which defines " + need.symbol(),
                                file,
                                "add " + need.file()));
                    }
                }
            }
        });
        return problems;
    }

    private Problem missing(int line, String file, Suggestions known) {
        List<String> near = known.nearest(file, 1);
        return problem(
                RegistryProblem.OP_LIST_UNKNOWN_FILE,
                line,
                "does not exist",
                file,
                near.isEmpty() ? "remove the line, or correct it" : "did you mean \"" + near.get(0) + "\"?");
    }

    private void undefinedOps(
            Registry registry,
            Set<String> listed,
            int line,
            String file,
            SortedSet<String> ops,
            List<Problem> problems) {
        SortedMap<String, SortedSet<String>> missing = new TreeMap<>();
        for (String op : ops) {
            RegisteredOp registered = registry.registeredOps().get(op);
            if (registered != null && !isDefined(registered, listed)) {
                missing.computeIfAbsent(registered.file(), f -> new TreeSet<>()).add(op);
            }
        }
        missing.forEach((opFile, names) -> problems.add(problem(
                RegistryProblem.OP_LIST_LACKS_OP,
                line,
                "registers kernels of ops whose definitions are in a file that is not listed, \"" + opFile
                        + "\" (Op type not registered '" + names.first() + "'"
                        + (names.size() > 1 ? " and " + (names.size() - 1) + " more" : "") + ")",
                file,
                "add " + opFile)));
    }

    /**
     * The ops that a listed file defines and for which no listed file registers a kernel, though the tree has one: by
     * op, the files with kernels.
     *
     * @throws ProblemException when the registry does not know the target
     */
    public SortedMap<String, SortedSet<String>> opsWithoutKernel(Registry registry, Target target)
            throws ProblemException {
        Set<String> listed = files(registry);
        SortedMap<String, SortedSet<String>> kernels = new TreeMap<>();
        for (Registration registration : registry.target(target)) {
            kernels.computeIfAbsent(registration.op(), op -> new TreeSet<>()).add(registration.file());
        }
        kernels.entrySet().removeIf(entry -> {
            RegisteredOp op = registry.registeredOps().get(entry.getKey());
            return op == null
                    || !listed.contains(op.file())
                    || entry.getValue().stream().anyMatch(listed::contains);
        });
        return kernels;
    }

    private Problem problem(ProblemCode code, int line, String what, String file, String remedy) {
        return Problem.of(
                code,
                Setting.KERNELS + ": an entry of the op list " + what + ": \"" + file + "\"",
                name.startsWith("//") ? null : Place.of(Path.of(name), line, 0),
                remedy);
    }

    private static String directory(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }
}
