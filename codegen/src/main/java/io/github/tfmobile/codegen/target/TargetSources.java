package io.github.tfmobile.codegen.target;

import io.github.tfmobile.registry.Registration;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;

/** Which source files of the target's TensorFlow tree a kernel or an op needs. */
public interface TargetSources {

    /** The file that registers the kernel and all others under the tree that it needs to link. */
    SortedSet<String> kernelFiles(Registration registration);

    /** The files that register the op, with what they need to link. */
    SortedSet<String> opFiles(String op);

    /** A file and all others that it needs to link; empty when the tree has no such file. */
    SortedSet<String> closureOf(String file);

    /** The files that the runtime itself does not link without, whatever the ops. */
    SortedSet<String> libraryFiles();

    /** Whether any build of the tree compiles a file. */
    boolean isCompiled(String file);

    /** Where BUILD files have these files. */
    BazelSources bazel(Collection<String> files);

    /** Whether the tree has TensorFlow's makefile. */
    boolean hasMakefile();

    /** Why builds for the target's platform cannot have the files of a kernel and of its op; empty when they can. */
    List<BuildGap> gaps(Registration registration);
}
