package io.github.tfmobile.codegen.target;

import java.util.Arrays;
import java.util.List;

/** Where the sources of TensorFlow Lite lie in the tree that is built. */
public enum LiteLayout {
    /** TensorFlow's own tree. */
    TENSORFLOW("tensorflow/lite"),
    /** The tree of LiteRT. */
    LITERT("tflite");

    private final String folder;

    LiteLayout(String folder) {
        this.folder = folder;
    }

    /** The folder, from the root of the tree. */
    public String folder() {
        return folder;
    }

    /** The folders of all layouts. */
    public static List<String> folders() {
        return Arrays.stream(values()).map(LiteLayout::folder).toList();
    }
}
