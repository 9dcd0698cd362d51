package io.github.tfmobile.registry.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.scan.SmallTree;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which changes have to do with what source files need, for a tree of a few lines. */
class ChangedSourcesTest {

    private static final String KERNEL = "REGISTER_KERNEL_BUILDER(Name(\"%s\").Device(DEVICE_CPU), AOp);\n";

    @TempDir
    Path root;

    private static String kernel(String macro, String name) {
        return "#ifdef " + macro + "\n" + KERNEL.formatted(name) + "#endif\n";
    }

    @Test
    void tellsWhichChangesMakeFilesRegisterThatRegisterNothing() throws Exception {
        SmallTree tree = new SmallTree(root);
        tree.kernels("a.cc", KERNEL.formatted("A") + kernel("MORE", "More"));
        tree.kernels("b.cc", kernel("FIRST", "B") + "#ifdef HEADER\n#include \"tensorflow/core/h.h\"\n#endif\n");
        tree.file("tensorflow/core/h.h", "class H;\n");
        ChangedSources sources = ChangedSources.of(tree.effects(SmallTree.configuration()));

        assertThat(sources.registering()).containsExactly("FIRST", "MORE");
        assertThat(sources.opening()).containsExactly("FIRST");
        assertThat(sources.including()).containsExactly("HEADER");
    }
}
