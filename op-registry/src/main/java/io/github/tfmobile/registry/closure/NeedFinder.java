package io.github.tfmobile.registry.closure;

import io.github.tfmobile.registry.scan.IncludeList;
import io.github.tfmobile.registry.scan.TranslationUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
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
 * name for others, a header that both include, or that {@code u} includes and {@code d} is named after, declares it, and
 * {@code u} uses it: its own text does, or a class, function or macro of a header that it uses in turn.
 */
final class NeedFinder {

    /** What a header's text under one name mentions. */
    private record Use(int header, Set<String> names) {}

    private final FileTexts texts;
    private final Map<String, TranslationUnit> units;
    private final Map<String, Set<String>> definers = new HashMap<>();

    /** For each unit the headers that it includes, by number, and the worlds in which it does. */
    private final Map<String, SortedMap<Integer, BitSet>> included = new HashMap<>();

    /** The headers that units include, sorted. */
    private final List<String> headers;

    private final BitSet libraryHeaders = new BitSet();

    /** For the name of each class or function what headers say that it uses. */
    private final Map<String, List<Use>> uses = new HashMap<>();

    /** For each name that some file defines for others the headers that declare it. */
    private final Map<String, BitSet> declaring = new HashMap<>();

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
        SortedSet<String> all = new TreeSet<>();
        units.values().forEach(unit -> unit.includes().forEach(list -> all.addAll(list.headers())));
        headers = List.copyOf(all);
        Map<String, Integer> numbers = new HashMap<>();
        headers.forEach(header -> numbers.put(header, numbers.size()));
        units.forEach((file, unit) -> included.put(file, included(unit, numbers)));
        findLibraryHeaders(library);
        findDefiners(area, macros);
        for (int header = 0; header < headers.size(); header++) {
            int number = header;
            SourceNames names = texts.of(headers.get(header));
            names.uses.forEach((entity, used) ->
                    uses.computeIfAbsent(entity, e -> new ArrayList<>()).add(new Use(number, used)));
            names.classes.forEach(name -> declares(number, name));
            names.declared.forEach(name -> declares(number, name));
        }
    }

    private void declares(int header, String name) {
        if (definers.containsKey(name)) {
            declaring.computeIfAbsent(name, n -> new BitSet()).set(header);
        }
    }

    private static SortedMap<Integer, BitSet> included(TranslationUnit unit, Map<String, Integer> numbers) {
        SortedMap<Integer, BitSet> headers = new TreeMap<>();
        for (IncludeList list : unit.includes()) {
            BitSet worlds = list.worlds();
            for (String header : list.headers()) {
                headers.computeIfAbsent(numbers.get(header), h -> new BitSet()).or(worlds);
            }
        }
        return headers;
    }

    private void findDefiners(Set<String> area, Set<String> macros) {
        Set<String> classes = new HashSet<>();
        headers.forEach(header -> classes.addAll(texts.of(header).classes));
        for (String file : area) {
            SourceNames names = texts.of(file);
            Set<String> defined = new HashSet<>(names.defined);
            defined.addAll(names.instantiated);
            names.qualified.forEach((name, scopes) -> {
                if (scopes.stream().noneMatch(classes::contains) && !names.classes.contains(name)) {
                    defined.add(name);
                }
            });
            for (int header : included(file).keySet()) {
                defined.addAll(texts.of(headers.get(header)).instantiated);
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
        for (int i = 0; i < headers.size(); i++) {
            String header = headers.get(i);
            String source = sourceOf(header);
            boolean own = units.containsKey(source);
            if (own ? library.contains(source) : directories.contains(directory(header))) {
                libraryHeaders.set(i);
            }
        }
    }

    /** Whether a file is named after a header: it need not include it to define what it declares. */
    private static boolean isOfHeader(String file, String header) {
        return file.equals(sourceOf(header));
    }

    private static String sourceOf(String header) {
        return header.endsWith(".h") ? header.substring(0, header.length() - 1) + "cc" : header;
    }

    private static String directory(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /** A header that declares a name that a file uses. */
    private record Declared(int header, String name) {}

    /** What one file needs. Thread-safe. */
    List<Need> of(String file) {
        SortedMap<String, Need> needs = new TreeMap<>();
        BitSet reached = new BitSet();
        included(file).keySet().forEach(reached::set);
        reached.andNot(libraryHeaders);
        SourceNames own = texts.of(file);
        List<Declared> declared = new ArrayList<>();
        for (String name : used(own, reached)) {
            BitSet in = declaring.get(name);
            if (in != null && !own.defined.contains(name) && !own.instantiated.contains(name)) {
                in.stream().filter(reached::get).forEach(header -> declared.add(new Declared(header, name)));
            }
        }
        declared.sort(Comparator.comparingInt(Declared::header).thenComparing(Declared::name));
        for (Declared name : declared) {
            for (String candidate : definers.getOrDefault(name.name(), Set.of())) {
                boolean includes = included(candidate).containsKey(name.header());
                if (!candidate.equals(file) && (includes || isOfHeader(candidate, headers.get(name.header())))) {
                    BitSet worlds = worldsOf(file, name.header());
                    worlds.and(includes ? worldsOf(candidate, name.header()) : worldsOf(candidate));
                    add(needs, new Need(candidate, name.name(), headers.get(name.header()), worlds));
                }
            }
        }
        declaredHere(file, own, needs);
        return List.copyOf(needs.values());
    }

    /** The names that a file uses: those of its text, and what the classes and functions of headers among them use. */
    private Set<String> used(SourceNames own, BitSet reached) {
        Set<String> used = new HashSet<>(own.mentioned);
        Deque<String> open = new ArrayDeque<>(used);
        open.add("");
        for (String entity = open.poll(); entity != null; entity = open.poll()) {
            for (Use use : uses.getOrDefault(entity, List.of())) {
                if (reached.get(use.header())) {
                    for (String name : use.names()) {
                        if (used.add(name)) {
                            open.add(name);
                        }
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
            for (String candidate : definers.getOrDefault(name, Set.of())) {
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

    private BitSet worldsOf(String file, int header) {
        BitSet worlds = new BitSet();
        worlds.or(included(file).getOrDefault(header, worlds));
        return worlds;
    }

    private SortedMap<Integer, BitSet> included(String file) {
        return included.getOrDefault(file, new TreeMap<>());
    }
}
