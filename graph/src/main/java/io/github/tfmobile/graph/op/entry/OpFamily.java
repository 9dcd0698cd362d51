package io.github.tfmobile.graph.op.entry;

import org.jspecify.annotations.Nullable;

/** Ops that are alike, each of which is a case of a switch over their names. */
public interface OpFamily {

    /** The entry of an op of this family, made anew; null for other ops. */
    @Nullable
    OpEntry entry(String op);
}
