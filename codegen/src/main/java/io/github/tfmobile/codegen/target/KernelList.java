package io.github.tfmobile.codegen.target;

import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.link.StockList;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which source files the native build compiles: the {@code kernels} parameter.
 *
 * @param name {@code available}, {@code stock}, or the path of an op list as the user named it
 * @param files the files; null when the build compiles whatever is needed
 */
public record KernelList(String name, @Nullable SortedSet<String> files) {

    private static final String STOCK = "stock";

    /** Copies the set. */
    public KernelList {
        files = files == null ? null : Collections.unmodifiableSortedSet(new TreeSet<>(files));
    }

    /** Whatever the source tree can build. */
    public static KernelList available() {
        return new KernelList("available", null);
    }

    /** What the unmodified mobile build contains. */
    public static KernelList stock(Collection<String> files) {
        return new KernelList(STOCK, new TreeSet<>(files));
    }

    /** A project's own op list. */
    public static KernelList of(String path, Collection<String> files) {
        return new KernelList(path, new TreeSet<>(files));
    }

    /** What the unmodified mobile build contains. */
    public static KernelList stock(StockList list, Registry registry) {
        return stock(list.files(registry));
    }

    /** A project's own op list, under the name that it was read with. */
    public static KernelList of(StockList list, Registry registry) {
        return of(list.name(), list.files(registry));
    }

    /** Whether it is what the unmodified mobile build contains. */
    public boolean isStock() {
        return name.equals(STOCK);
    }

    /** The same list with these files, too. */
    public KernelList with(Collection<String> more) {
        if (files == null) {
            return this;
        }
        SortedSet<String> all = new TreeSet<>(files);
        all.addAll(more);
        return new KernelList(name, all);
    }

    /** Whether a file is compiled: it is in the list, or belongs to the runtime library. */
    public boolean contains(String file) {
        return files == null || files.contains(file) || !StockList.needsListing(file);
    }
}
