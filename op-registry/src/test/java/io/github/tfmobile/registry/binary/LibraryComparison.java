package io.github.tfmobile.registry.binary;

import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A library's kernel classes against those that a target registers.
 *
 * @param linked the source files of which a class that no other file registers is in the library
 * @param expected the classes that these files register in the target
 * @param found those of them that are in the library
 * @param missing those that are not, with {@code (end of another)} behind those of which only the end of another text is
 * @param unexplained the classes in the library that the target does not register
 */
record LibraryComparison(
        SortedSet<String> linked,
        SortedSet<String> expected,
        SortedSet<String> found,
        SortedSet<String> missing,
        SortedSet<String> unexplained) {

    /** Compares one architecture. A class of the name of an op is left out: its text would be there anyway. */
    static LibraryComparison of(LibraryTexts library, String abi, Registry registry, Target target) throws Exception {
        int column = library.abis().indexOf(abi);
        Map<String, Character> texts = new HashMap<>();
        library.texts().forEach((text, how) -> {
            if (how.charAt(column) != '-') {
                texts.merge(normal(text), how.charAt(column), (a, b) -> a == 'w' ? a : b);
            }
        });
        Set<String> ops = new HashSet<>(registry.registeredOps().keySet());
        Map<String, Set<String>> files = new HashMap<>();
        Set<String> known = new HashSet<>();
        List<Registration> here = new ArrayList<>(registry.target(target));
        for (ConditionalRegistration registration : registry.registrations()) {
            String text = normal(registration.registration().kernelClass());
            known.add(text);
            files.computeIfAbsent(text, t -> new HashSet<>())
                    .add(registration.registration().file());
        }
        here.removeIf(registration -> {
            String text = normal(registration.kernelClass());
            return ops.contains(text);
        });
        SortedSet<String> linked = new TreeSet<>();
        Set<String> registered = new HashSet<>();
        for (Registration registration : here) {
            String text = normal(registration.kernelClass());
            registered.add(text);
            if (texts.getOrDefault(text, '-') == 'w'
                    && files.getOrDefault(text, Set.of()).size() == 1) {
                linked.add(registration.file());
            }
        }
        SortedSet<String> expected = new TreeSet<>();
        here.forEach(registration -> {
            if (linked.contains(registration.file())) {
                expected.add(normal(registration.kernelClass()));
            }
        });
        SortedSet<String> found = new TreeSet<>();
        SortedSet<String> missing = new TreeSet<>();
        for (String text : expected) {
            char how = texts.getOrDefault(text, '-');
            if (how == 'w') {
                found.add(text);
            } else {
                missing.add(how == 't' ? text + " (end of another)" : text);
            }
        }
        SortedSet<String> unexplained = new TreeSet<>();
        texts.forEach((text, how) -> {
            if (how == 'w' && !ops.contains(text) && !registered.contains(text)) {
                unexplained.add(known.contains(text) ? text : text + " (unknown)");
            }
        });
        return new LibraryComparison(linked, expected, found, missing, unexplained);
    }

    /**
     * Which files a stock list has.
     *
     * @param both how many linked files are listed
     * @param notLinked listed files that register kernels of a class of their own in the target and are not linked
     * @param notListed linked files that are not listed
     */
    record Stock(int both, SortedSet<String> notLinked, SortedSet<String> notListed) {}

    /** Compares the linked files with those that a stock list names. */
    Stock against(StockList list, Registry registry, Target target) throws Exception {
        SortedSet<String> listed = list.files(registry);
        Map<String, Set<String>> files = new HashMap<>();
        for (ConditionalRegistration registration : registry.registrations()) {
            files.computeIfAbsent(normal(registration.registration().kernelClass()), text -> new HashSet<>())
                    .add(registration.registration().file());
        }
        SortedSet<String> notLinked = new TreeSet<>();
        for (Registration registration : registry.target(target)) {
            String text = normal(registration.kernelClass());
            if (listed.contains(registration.file())
                    && !linked.contains(registration.file())
                    && files.getOrDefault(text, Set.of()).size() == 1
                    && !registry.registeredOps().containsKey(text)) {
                notLinked.add(registration.file());
            }
        }
        SortedSet<String> notListed = new TreeSet<>(linked);
        notListed.removeAll(listed);
        return new Stock(linked.size() - notListed.size(), notLinked, notListed);
    }

    private static String normal(String text) {
        return text.replace(" ", "");
    }
}
