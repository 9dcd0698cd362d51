package io.github.tfmobile.codegen.library;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A kernel that models need, and whether a library has it.
 *
 * @param op the op
 * @param kernelClass the text of the kernel class; empty for an op that needs no kernel
 * @param files the source files that register the kernel, or the op where that is what is missing
 * @param models the models that ask for it; none where the runtime or an include does
 * @param presence whether the library has it
 */
public record LibraryKernel(
        String op, String kernelClass, SortedSet<String> files, SortedSet<String> models, Presence presence) {

    /** Whether a library has a kernel. */
    public enum Presence {
        /** It has. */
        PRESENT("present"),
        /** Its class is only the end of another text, and what code refers to is not known. */
        OPEN("open"),
        /** It has the op and no kernel of the source file. */
        NOT_LINKED("not-linked"),
        /** It has other kernels of the source file. */
        NOT_REGISTERED("not-registered"),
        /** It has not even the op's name. */
        NO_OP("no-op");

        private final String id;

        Presence(String id) {
            this.id = id;
        }

        /** The name in JSON. */
        public String id() {
            return id;
        }

        /** Whether it certainly is not there. */
        public boolean isMissing() {
            return this != PRESENT && this != OPEN;
        }
    }

    /** Copies the sets. */
    public LibraryKernel {
        files = Collections.unmodifiableSortedSet(new TreeSet<>(files));
        models = Collections.unmodifiableSortedSet(new TreeSet<>(models));
    }

    /** The kernel for a message. */
    public String text() {
        return kernelClass.isEmpty() ? op : op + ", " + kernelClass;
    }
}
