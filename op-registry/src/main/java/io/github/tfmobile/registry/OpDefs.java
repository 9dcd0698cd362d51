package io.github.tfmobile.registry;

import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.OpDef;

/** The op definitions of one TensorFlow release. */
public interface OpDefs {

    /** The definition of an op, null when this release has none by that name. */
    @Nullable
    OpDef find(String op);

    /** The names of all ops. */
    SortedSet<String> names();
}
