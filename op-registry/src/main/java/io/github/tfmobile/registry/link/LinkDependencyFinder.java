package io.github.tfmobile.registry.link;

import io.github.tfmobile.registry.LinkDependency;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the files that a file does not link without. File {@code d} is needed by file {@code u} when {@code d} defines a
 * name for others, a header that both include, or that {@code u} includes and {@code d} is named after, declares it, and
 * {@code u} uses it: its own text does, or a class, function or macro of a header that it uses in turn. When {@code d} only
 * instantiates a template that {@code u} sees as a whole, {@code u} has what it uses of it itself.
 */
final class LinkDependencyFinder {

    /** What a header's text under one name mentions, by the numbers of the names. */
    private static final class Use {
        private final int header;
        private final int[] names;

        Use(int header, int[] names) {
            this.header = header;
            this.names = names;
        }
    }

    private final FileNames texts;
    private final Map<String, TranslationUnit> units;
    private final Map<String, Set<String>> definers = new HashMap<>();

    /** Of the definers of a name those that only instantiate a template. */
    private final Map<String, Set<String>> instantiating = new HashMap<>();

    /** For each unit the headers that it includes, by number, and the configurations in which it does. */
    private final Map<String, IncludedHeaders> included = new HashMap<>();

    /** The headers that units include, sorted. */
    private final List<String> headers;

    /** What is in each of them. */
    private final List<SourceNames> inHeaders;

    private final BitSet libraryHeaders = new BitSet();

    /** Numbers the names that lead to a file: those that headers declare for it, those that use others, and macros. */
    private final Map<String, Integer> numbers = new HashMap<>();

    private final List<String> names = new ArrayList<>();

    /** For the name of each class or function, by number, what headers say that it uses. */
    private final List<List<Use>> uses = new ArrayList<>();

    /** For each name, by number, the headers that declare it, if some file defines it for others. */
    private final List<BitSet> declaring = new ArrayList<>();

    /**
     * @param library the files of the library
     * @param macros names that are macros and stand for no symbol
     * @param area the files that may be needed
     */
    LinkDependencyFinder(
            FileNames texts,
            Map<String, TranslationUnit> units,
            Set<String> library,
            Set<String> area,
            Set<String> macros) {
        this.texts = texts;
        this.units = units;
        Set<String> all = new HashSet<>();
        units.values().forEach(unit -> unit.includes().forEach(list -> all.addAll(list.headers())));
        headers = all.stream().sorted().toList();
        inHeaders = headers.stream().map(texts::of).toList();
        Map<String, Integer> indices = new HashMap<>();
        headers.forEach(header -> indices.put(header, indices.size()));
        units.forEach((file, unit) -> included.put(file, IncludedHeaders.of(unit, indices)));
        findLibraryHeaders(library);
        findDefiners(area, macros);
        units.keySet().forEach(file -> numberMacros(texts.of(file)));
        for (int header = 0; header < headers.size(); header++) {
            SourceNames in = inHeaders.get(header);
            in.uses.keySet().forEach(this::number);
            numberMacros(in);
            for (Set<String> declared : List.of(in.classes, in.declared)) {
                for (String name : declared) {
                    if (definers.containsKey(name)) {
                        declaring.get(number(name)).set(header);
                    }
                }
            }
        }
        for (int header = 0; header < headers.size(); header++) {
            for (Map.Entry<String, Set<String>> use : inHeaders.get(header).uses.entrySet()) {
                uses.get(number(use.getKey())).add(new Use(header, known(use.getValue())));
            }
        }
    }

    private int number(String name) {
        Integer known = numbers.putIfAbsent(name, names.size());
        if (known != null) {
            return known;
        }
        names.add(name);
        uses.add(new ArrayList<>(1));
        declaring.add(new BitSet());
        return names.size() - 1;
    }

    /** Numbers the macros that decide over what is elsewhere. */
    private void numberMacros(SourceNames text) {
        text.elsewhere.values().forEach(macros -> macros.forEach(this::number));
    }

    /** The numbers of some names; those without one lead nowhere. */
    private int[] known(Set<String> some) {
        int[] known = new int[some.size()];
        int count = 0;
        for (String name : some) {
            Integer number = numbers.get(name);
            if (number != null) {
                known[count++] = number;
            }
        }
        return Arrays.copyOf(known, count);
    }

    private void findDefiners(Set<String> area, Set<String> macros) {
        Set<String> classes = new HashSet<>();
        BitSet instantiating = new BitSet();
        for (int header = 0; header < headers.size(); header++) {
            classes.addAll(inHeaders.get(header).classes);
            instantiating.set(header, !inHeaders.get(header).instantiated.isEmpty());
        }
        for (String file : area) {
            SourceNames names = texts.of(file);
            Set<String> defined = new HashSet<>(names.defined);
            names.qualified.forEach((name, scopes) -> {
                if (scopes.stream().noneMatch(classes::contains) && !names.classes.contains(name)) {
                    defined.add(name);
                }
            });
            Set<String> instantiated = new HashSet<>(names.instantiated);
            BitSet further = included(file).all();
            instantiating.stream()
                    .filter(further::get)
                    .forEach(header -> instantiated.addAll(inHeaders.get(header).instantiated));
            instantiated.removeAll(defined);
            add(definers, defined, macros, file);
            add(definers, instantiated, macros, file);
            add(this.instantiating, instantiated, macros, file);
        }
    }

    private static void add(Map<String, Set<String>> files, Set<String> names, Set<String> macros, String file) {
        for (String name : names) {
            if (!macros.contains(name)) {
                files.computeIfAbsent(name, n -> new TreeSet<>()).add(file);
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
    List<LinkDependency> of(String file) {
        SortedMap<String, LinkDependency> needs = new TreeMap<>();
        BitSet reached = new BitSet();
        reached.or(included(file).all());
        reached.andNot(libraryHeaders);
        SourceNames own = texts.of(file);
        List<Declared> declared = new ArrayList<>();
        BitSet used = used(own, reached);
        for (int number = used.nextSetBit(0); number >= 0; number = used.nextSetBit(number + 1)) {
            BitSet in = declaring.get(number);
            String name = names.get(number);
            if (in.intersects(reached) && !own.defined.contains(name) && !own.instantiated.contains(name)) {
                in.stream().filter(reached::get).forEach(header -> declared.add(new Declared(header, name)));
            }
        }
        declared.sort(Comparator.comparingInt(Declared::header).thenComparing(Declared::name));
        for (Declared name : declared) {
            Set<String> others = new TreeSet<>(definers.getOrDefault(name.name(), Set.of()));
            others.remove(file);
            Set<String> instantiated = instantiating.getOrDefault(name.name(), Set.of());
            if (!instantiated.isEmpty() && instantiates(file, name.name(), used)) {
                others.removeAll(instantiated);
            }
            for (String candidate : others) {
                boolean includes = included(candidate).contains(name.header());
                if (includes || isOfHeader(candidate, headers.get(name.header()))) {
                    PresenceCondition presence = presenceOf(file, name.header())
                            .and(includes ? presenceOf(candidate, name.header()) : presenceOf(candidate));
                    add(needs, new LinkDependency(candidate, name.name(), headers.get(name.header()), presence));
                }
            }
        }
        declaredHere(file, own, needs);
        return List.copyOf(needs.values());
    }

    /**
     * Whether a file has what it uses of a template itself, since it sees the whole template: the compiler instantiates it
     * there, unless the file or a header declares it to be instantiated, specialised or defined elsewhere.
     */
    private boolean instantiates(String file, String name, BitSet used) {
        SourceNames own = texts.of(file);
        boolean written = own.written.contains(name);
        boolean complete = isComplete(own, name, used);
        PresenceCondition all = presenceOf(file);
        IncludedHeaders included = included(file);
        for (int header = included.all().nextSetBit(0);
                header >= 0;
                header = included.all().nextSetBit(header + 1)) {
            SourceNames names = inHeaders.get(header);
            written |=
                    names.written.contains(name) && included.presenceOf(header).equals(all);
            complete &= isComplete(names, name, used);
        }
        return written && complete;
    }

    /** Whether nothing in a text, but for macros that are not used, says that there is more of a template elsewhere. */
    private boolean isComplete(SourceNames names, String name, BitSet used) {
        return !names.incomplete.contains(name)
                && names.elsewhere.getOrDefault(name, Set.of()).stream()
                        .noneMatch(macro -> macro.isEmpty() || used.get(number(macro)));
    }

    /** The names that a file uses: those of its text, and what the classes and functions of headers among them use. */
    private BitSet used(SourceNames own, BitSet reached) {
        BitSet used = new BitSet(names.size());
        int[] open = new int[names.size()];
        int count = 0;
        Set<String> first = new HashSet<>(own.mentioned);
        first.add("");
        for (int name : known(first)) {
            used.set(name);
            open[count++] = name;
        }
        while (count > 0) {
            for (Use use : uses.get(open[--count])) {
                if (reached.get(use.header)) {
                    for (int name : use.names) {
                        if (!used.get(name)) {
                            used.set(name);
                            open[count++] = name;
                        }
                    }
                }
            }
        }
        return used;
    }

    /** A file may itself declare what another file of its directory defines, without a header. */
    private void declaredHere(String file, SourceNames own, SortedMap<String, LinkDependency> needs) {
        Set<String> names = new TreeSet<>(own.forward);
        names.addAll(own.declared);
        names.removeAll(own.instantiated);
        names.removeAll(own.defined);
        for (String name : names) {
            for (String candidate : definers.getOrDefault(name, Set.of())) {
                if (!candidate.equals(file) && directory(candidate).equals(directory(file))) {
                    PresenceCondition presence = presenceOf(file).and(presenceOf(candidate));
                    add(needs, new LinkDependency(candidate, name, file, presence));
                }
            }
        }
    }

    private PresenceCondition presenceOf(String file) {
        return included(file).ofUnit();
    }

    private static void add(SortedMap<String, LinkDependency> needs, LinkDependency need) {
        LinkDependency known = needs.get(need.file());
        if (known != null) {
            PresenceCondition both = known.presence().or(need.presence());
            needs.put(need.file(), new LinkDependency(need.file(), known.symbol(), known.header(), both));
        } else if (!need.presence().isEmpty()) {
            needs.put(need.file(), need);
        }
    }

    /** What the library's files need, without what they need only for a header that none of them uses. */
    List<LinkDependency> ofLibrary(Collection<String> library) {
        SortedMap<String, LinkDependency> all = new TreeMap<>();
        for (String file : new TreeSet<>(library)) {
            of(file).forEach(need -> add(all, need));
        }
        return new ArrayList<>(all.values());
    }

    private PresenceCondition presenceOf(String file, int header) {
        return included(file).presenceOf(header);
    }

    private IncludedHeaders included(String file) {
        return included.getOrDefault(file, IncludedHeaders.NONE);
    }
}
