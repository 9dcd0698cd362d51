package io.github.tfmobile.codegen.java.runtime;

import java.util.Set;
import java.util.TreeSet;

/** The value of an attr, as far as a kernel may depend on it. */
final class KernelRegistryAttr {

    /** A list of more different values is cut: real kernels depend on a few types. */
    private static final int MAX_VALUES = 256;

    /** {@code DT_FLOAT}, {@code s:text}, {@code i:7}, {@code b:true}; several of a list, each once. */
    final Set<String> values = new TreeSet<>();

    boolean isType;
    boolean isList;
    /** Whether it is an attr of the enclosing function, known only when that is called. */
    boolean isOpen;

    static KernelRegistryAttr of(String value) {
        KernelRegistryAttr attr = new KernelRegistryAttr();
        attr.values.add(value);
        return attr;
    }

    static KernelRegistryAttr ofType(String value) {
        KernelRegistryAttr attr = of(value);
        attr.isType = true;
        return attr;
    }

    static KernelRegistryAttr open() {
        KernelRegistryAttr attr = new KernelRegistryAttr();
        attr.isOpen = true;
        return attr;
    }

    static KernelRegistryAttr list() {
        KernelRegistryAttr attr = new KernelRegistryAttr();
        attr.isList = true;
        return attr;
    }

    /** Kernels depend on which values a list has, not on how often. */
    void add(String value) {
        if (values.size() < MAX_VALUES) {
            values.add(value);
        }
    }

    void addType(String value) {
        isType = true;
        add(value);
    }

    /** Whether a kernel that is constrained to these values takes it. */
    boolean isAllowedBy(Set<String> allowed) {
        return isOpen || ((isList || !values.isEmpty()) && allowed.containsAll(values));
    }

    /** The value as text, a list in brackets. */
    String text() {
        return isList ? values.toString() : values.iterator().next();
    }
}
