package io.github.tfmobile.codegen.output;

import io.github.tfmobile.codegen.problem.BuildProblem;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The outputs that a class loader sees: ours and those that users add, found as services. */
public final class OutputCatalog {

    private final SortedMap<String, OutputGenerator> generators;

    private OutputCatalog(SortedMap<String, OutputGenerator> generators) {
        this.generators = generators;
    }

    /** The outputs that the loader of this class sees: in a Maven build those on the plugin's class path. */
    public static OutputCatalog load() throws ProblemException {
        ClassLoader loader = OutputGenerator.class.getClassLoader();
        return load(loader == null ? ClassLoader.getSystemClassLoader() : loader);
    }

    /**
     * The outputs that a class loader sees.
     *
     * @throws ProblemException if one cannot be loaded, has an impossible name, or two have the same
     */
    public static OutputCatalog load(ClassLoader loader) throws ProblemException {
        List<OutputGenerator> found = new ArrayList<>();
        try {
            for (Iterator<OutputGenerator> all =
                            ServiceLoader.load(OutputGenerator.class, loader).iterator();
                    all.hasNext(); ) {
                found.add(all.next());
            }
        } catch (ServiceConfigurationError e) {
            throw new ProblemException(
                    Problem.of(
                            BuildProblem.OUTPUT_NOT_LOADABLE,
                            "an output could not be loaded: " + e.getMessage(),
                            "see META-INF/services/" + OutputGenerator.class.getName() + " of the added dependency"),
                    e);
        }
        return of(found);
    }

    /**
     * These outputs.
     *
     * @throws ProblemException if one has an impossible name, or two have the same
     */
    public static OutputCatalog of(List<OutputGenerator> outputs) throws ProblemException {
        SortedMap<String, OutputGenerator> byName = new TreeMap<>();
        for (OutputGenerator output : outputs) {
            if (!output.name().matches("[A-Za-z0-9-]+")) {
                throw new ProblemException(Problem.of(
                        BuildProblem.OUTPUT_NAME_INVALID,
                        "output class " + output.getClass().getName() + " has an impossible name: \"" + output.name()
                                + "\"",
                        "use letters, digits and -"));
            }
            OutputGenerator other = byName.putIfAbsent(output.name(), output);
            if (other != null && !other.getClass().equals(output.getClass())) {
                throw new ProblemException(Problem.of(
                        BuildProblem.OUTPUT_NAME_TWICE,
                        "two outputs have the name \"" + output.name() + "\": "
                                + other.getClass().getName() + " and "
                                + output.getClass().getName(),
                        "rename your own"));
            }
        }
        return new OutputCatalog(byName);
    }

    /** The names of all outputs. */
    public SortedSet<String> names() {
        return new TreeSet<>(generators.keySet());
    }

    /**
     * Makes all outputs of some kinds.
     *
     * @return their files, in the order of their outputs' names
     * @throws ProblemException if an output cannot be made, or two write the same file
     */
    public List<GeneratedFile> generate(Set<OutputGenerator.Kind> kinds, OutputRequest request)
            throws ProblemException {
        List<GeneratedFile> files = new ArrayList<>();
        Map<String, String> writers = new HashMap<>();
        for (OutputGenerator generator : generators.values()) {
            if (!kinds.contains(generator.kind())) {
                continue;
            }
            for (GeneratedFile file : generator.generate(request)) {
                check(generator, file);
                // Some disks do not tell upper from lower case.
                String key = file.root() + " " + file.path().toLowerCase(Locale.ROOT);
                String other = writers.putIfAbsent(key, generator.name());
                if (other != null) {
                    throw new ProblemException(Problem.of(
                            BuildProblem.OUTPUT_FILE_TWICE,
                            "outputs \"" + other + "\" and \"" + generator.name() + "\" write the same file: \""
                                    + file.path() + "\"",
                            "let your own write another"));
                }
                files.add(file);
            }
        }
        return List.copyOf(files);
    }

    private static void check(OutputGenerator generator, GeneratedFile file) throws ProblemException {
        boolean inside = Arrays.stream(file.path().split("/", -1))
                .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
        if (!inside || file.path().contains("\\") || file.path().contains(":")) {
            throw new ProblemException(Problem.of(
                    BuildProblem.OUTPUT_FILE_OUTSIDE,
                    "output \"" + generator.name() + "\" writes outside its folder: \"" + file.path() + "\"",
                    "name the file by a relative path with / between names, without . and .."));
        }
    }
}
