package io.github.tfmobile.registry.closure;

import io.github.tfmobile.registry.scan.IncludeList;
import io.github.tfmobile.registry.scan.TranslationUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the files that a file does not link without. File {@code d} is needed by file {@code u} when {@code d} defines a
 * name for others, a header that both include declares it, and {@code u} uses it: its own text does, or a class or
 * function of a header that it uses in turn.
 */
final class NeedFinder {

    private final FileTexts texts;
    private final Map<String, TranslationUnit> units;
    private final Map<String, SortedSet<String>> definers = new HashMap<>();
    private final Map<String, Map<String, BitSet>> allHeaders = new HashMap<>();
    private final Set<String> libraryHeaders = new HashSet<>();

    /**
     * @param library the files of the library
     * @param macros names that are macros and stand for no symbol
     * @param area the files that may be needed
     */
    NeedFinder(
            FileTexts texts,
            Map<String, TranslationUnit> units,
            Set<String> library,
            Set<String> area,
            Set<String> macros) {
        this.texts = texts;
        this.units = units;
        findLibraryHeaders(library);
        Set<String> classes = new HashSet<>();
        Set<String> headers = new HashSet<>();
        allHeaders.values().forEach(included -> headers.addAll(included.keySet()));
        headers.forEach(header -> classes.addAll(texts.of(header).classes));
        for (String file : area) {
            Set<String> defined = new HashSet<>(texts.of(file).defined);
            defined.addAll(texts.of(file).instantiated);
            texts.of(file).qualified.forEach((name, scopes) -> {
                if (scopes.stream().noneMatch(classes::contains)
                        && !texts.of(file).classes.contains(name)) {
                    defined.add(name);
                }
            });
            for (String header : headers(file)) {
                defined.addAll(texts.of(header).instantiated);
            }
            defined.removeAll(macros);
            for (String name : defined) {
                definers.computeIfAbsent(name, n -> new TreeSet<>()).add(file);
            }
        }
    }

    /**
     * The headers of the library: those that a file of the library implements, and those without a file of their own in
     * a directory that the library takes files from.
     */
    private void findLibraryHeaders(Set<String> library) {
        Set<String> directories = new HashSet<>();
        library.forEach(file -> directories.add(directory(file)));
        Set<String> seen = new HashSet<>();
        for (String file : units.keySet()) {
            for (String header : headers(file)) {
                if (seen.add(header)) {
                    String source = header.replaceAll("\\.h$", ".cc");
                    boolean own = units.containsKey(source);
                    if (own ? library.contains(source) : directories.contains(directory(header))) {
                        libraryHeaders.add(header);
                    }
                }
            }
        }
    }

    private static String directory(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /** What one file needs. */
    List<Need> of(String file) {
        SortedMap<String, Need> needs = new TreeMap<>();
        SortedSet<String> reached = own(headers(file));
        SourceNames own = texts.of(file);
        Set<String> names = new TreeSet<>(used(own, reached));
        names.retainAll(definers.keySet());
        names.removeAll(own.defined);
        names.removeAll(own.instantiated);
        for (String header : reached) {
            SourceNames declaring = texts.of(header);
            for (String name : names) {
                if (declaring.classes.contains(name) || declaring.declared.contains(name)) {
                    for (String candidate : definers.getOrDefault(name, new TreeSet<>())) {
                        if (!candidate.equals(file) && headers(candidate).contains(header)) {
                            BitSet worlds = worldsOf(file, header);
                            worlds.and(worldsOf(candidate, header));
                            add(needs, new Need(candidate, name, header, worlds));
                        }
                    }
                }
            }
        }
        declaredHere(file, own, needs);
        return List.copyOf(needs.values());
    }

    /** The names that a file uses: those of its text, and what the classes and functions of headers among them use. */
    private Set<String> used(SourceNames own, Set<String> reached) {
        Set<String> used = new HashSet<>(own.mentioned.keySet());
        Deque<String> open = new ArrayDeque<>(used);
        open.add("");
        List<SourceNames> headers = reached.stream().map(texts::of).toList();
        for (String entity = open.poll(); entity != null; entity = open.poll()) {
            for (SourceNames header : headers) {
                for (String name : header.uses.getOrDefault(entity, Set.of())) {
                    if (used.add(name)) {
                        open.add(name);
                    }
                }
            }
        }
        return used;
    }

    /** A file may itself declare what another file of its directory defines, without a header. */
    private void declaredHere(String file, SourceNames own, SortedMap<String, Need> needs) {
        Set<String> names = new TreeSet<>(own.forward);
        names.addAll(own.declared);
        names.removeAll(own.instantiated);
        names.removeAll(own.defined);
        for (String name : names) {
            for (String candidate : definers.getOrDefault(name, new TreeSet<>())) {
                if (!candidate.equals(file) && directory(candidate).equals(directory(file))) {
                    BitSet worlds = worldsOf(file);
                    worlds.and(worldsOf(candidate));
                    add(needs, new Need(candidate, name, file, worlds));
                }
            }
        }
    }

    private BitSet worldsOf(String file) {
        BitSet worlds = new BitSet();
        TranslationUnit unit = units.get(file);
        if (unit != null) {
            unit.includes().forEach(list -> worlds.or(list.worlds()));
        }
        return worlds;
    }

    /** The headers that are not the library's. */
    private SortedSet<String> own(Set<String> headers) {
        SortedSet<String> own = new TreeSet<>(headers);
        own.removeAll(libraryHeaders);
        return own;
    }

    private static void add(SortedMap<String, Need> needs, Need need) {
        Need known = needs.get(need.file());
        if (known != null) {
            BitSet both = known.worlds();
            both.or(need.worlds());
            needs.put(need.file(), new Need(need.file(), known.symbol(), known.header(), both));
        } else if (!need.worlds().isEmpty()) {
            needs.put(need.file(), need);
        }
    }

    /** What the library's files need, without what they need only for a header that none of them uses. */
    List<Need> ofLibrary(Collection<String> library) {
        SortedMap<String, Need> all = new TreeMap<>();
        for (String file : new TreeSet<>(library)) {
            of(file).forEach(need -> add(all, need));
        }
        return new ArrayList<>(all.values());
    }

    private BitSet worldsOf(String file, String header) {
        BitSet worlds = new BitSet();
        worlds.or(included(file).getOrDefault(header, worlds));
        return worlds;
    }

    private Set<String> headers(String file) {
        return included(file).keySet();
    }

    /** What a file includes, and where. */
    private Map<String, BitSet> included(String file) {
        Map<String, BitSet> known = allHeaders.get(file);
        if (known == null) {
            known = new HashMap<>();
            TranslationUnit unit = units.get(file);
            for (IncludeList list : unit == null ? List.<IncludeList>of() : unit.includes()) {
                BitSet worlds = list.worlds();
                for (String header : list.headers()) {
                    known.computeIfAbsent(header, h -> new BitSet()).or(worlds);
                }
            }
            allHeaders.put(file, known);
        }
        return known;
    }
}
