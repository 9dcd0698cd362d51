package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.preprocess.Exclusions;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import io.github.tfmobile.registry.cpp.source.SourceParser;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.scan.RegisteringLine.Excluding;
import io.github.tfmobile.registry.target.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code grep 'REGISTER.*"Mul"'} prints of the kernels' sources, with what keeps a line out of builds. Registrations do not
 * stand in such lines alone, and not every such line is one: those come from {@link TreeScanner}.
 */
public final class RegisteringLines {

    private static final String KERNELS = "tensorflow/core/kernels/";
    private static final String REGISTER = "REGISTER";
    private static final Pattern QUOTED = Pattern.compile("\"(\\w+)\"");

    /** The part of a file that begins at a line. */
    private record Part(
            SourceFragment fragment,
            @Nullable Excluding never,
            @Nullable Excluding perhaps) {

        String macro() {
            return fragment.macro == null ? "" : fragment.macro.name.name;
        }
    }

    private final CppFile file;
    private final List<String> lines;
    private final TreeMap<Integer, Part> parts = new TreeMap<>();

    private RegisteringLines(CppFile file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Finds lines, in the order of files and lines.
     *
     * @param root the root of the source tree
     * @param ops which ops are asked for
     * @param builds the macros of the builds that are asked for
     * @throws IOException when the tree cannot be listed
     */
    public static List<RegisteringLine> find(Path root, Predicate<String> ops, Collection<Configuration> builds)
            throws IOException {
        SourceTree tree = SourceTree.list(root);
        SymbolTable symbols = new SymbolTable();
        HeaderMacros headers = new HeaderMacros(tree, symbols);
        List<RegisteringLine> found = new ArrayList<>();
        for (CppFile file : tree.files) {
            if (!file.path.startsWith(KERNELS) || SourceTree.read(file) != null) {
                continue;
            }
            RegisteringLines reader = new RegisteringLines(
                    file,
                    new String(file.text, StandardCharsets.ISO_8859_1).lines().toList());
            Map<Integer, Set<String>> named = reader.named(ops);
            if (!named.isEmpty()) {
                SourceParser.parse(file, tree, symbols);
                Set<String> unknown = headers.macros(file);
                Exclusions.read(file, macro -> unknown.contains(macro) ? null : value(macro, builds), reader::part);
                named.forEach((line, names) -> names.forEach(op -> found.add(reader.line(op, line))));
            }
            file.text = new byte[0];
        }
        return List.copyOf(found);
    }

    /** The names behind REGISTER, by line. */
    private Map<Integer, Set<String>> named(Predicate<String> ops) {
        Map<Integer, Set<String>> named = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            int register = lines.get(i).indexOf(REGISTER);
            if (register < 0) {
                continue;
            }
            Matcher matcher = QUOTED.matcher(lines.get(i));
            for (int at = register; matcher.find(at); at = matcher.end() - 1) {
                if (ops.test(matcher.group(1))) {
                    named.computeIfAbsent(i + 1, line -> new TreeSet<>()).add(matcher.group(1));
                }
            }
        }
        return named;
    }

    private void part(SourceFragment fragment, @Nullable SourceFragment never, @Nullable SourceFragment perhaps) {
        Part part = new Part(fragment, excluding(never), excluding(perhaps));
        int line = fragment.line;
        if (fragment.macro == null) {
            // The text behind a directive begins at the end of its line.
            parts.putIfAbsent(line, part);
            return;
        }
        parts.put(line, part);
        while (line < lines.size() && lines.get(line - 1).endsWith("\\")) {
            parts.put(++line, part);
        }
    }

    private @Nullable Excluding excluding(@Nullable SourceFragment condition) {
        return condition == null
                ? null
                : new Excluding(lines.get(condition.line - 1).strip(), condition.line);
    }

    private RegisteringLine line(String op, int line) {
        Map.@Nullable Entry<Integer, Part> entry = parts.floorEntry(line);
        String macro = entry == null ? "" : entry.getValue().macro();
        return new RegisteringLine(
                op,
                file.path,
                line,
                macro,
                uses(macro),
                excludedBy(line, new TreeSet<>()),
                entry == null ? null : entry.getValue().perhaps());
    }

    /** The lines that use a macro of this file; none for the empty name. */
    private List<Integer> uses(String macro) {
        List<Integer> uses = new ArrayList<>();
        if (macro.isEmpty()) {
            return uses;
        }
        Pattern name = Pattern.compile("\\b" + Pattern.quote(macro) + "\\b");
        Pattern directive = Pattern.compile("\\s*#\\s*(define|undef|if|ifdef|ifndef|elif)\\s+.*");
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i);
            Matcher matcher = name.matcher(text);
            // A macro is used where it is not the name that a directive is about.
            if (matcher.find()
                    && (!directive.matcher(text).matches()
                            || (text.contains("define")
                                    && !text.strip().matches("#\\s*define\\s+" + macro + "\\b.*")))) {
                uses.add(i + 1);
            }
        }
        return uses;
    }

    /** What excludes a line: a condition around it or, in a macro, those around all uses of the macro. */
    private @Nullable Excluding excludedBy(int line, Set<String> seen) {
        Map.@Nullable Entry<Integer, Part> entry = parts.floorEntry(line);
        if (entry == null) {
            return null;
        }
        @Nullable Excluding around = entry.getValue().never();
        String macro = entry.getValue().macro();
        if (around != null || macro.isEmpty() || !seen.add(macro)) {
            return around;
        }
        List<@Nullable Excluding> uses = new ArrayList<>();
        uses(macro).forEach(use -> uses.add(excludedBy(use, seen)));
        return uses.isEmpty() || uses.stream().anyMatch(Objects::isNull) ? null : uses.get(0);
    }

    /** Whether all builds define a macro, 1, or none, 0; null when they differ, or compilers have such a macro themselves. */
    private static @Nullable Long value(String macro, Collection<Configuration> builds) {
        long defining = builds.stream()
                .filter(build -> build.defines().containsKey(macro))
                .count();
        boolean zero =
                builds.stream().anyMatch(build -> "0".equals(build.defines().get(macro)));
        if (zero || (defining > 0 && defining < builds.size()) || (defining == 0 && macro.startsWith("__"))) {
            return null;
        }
        return defining == 0 ? 0L : 1L;
    }
}
