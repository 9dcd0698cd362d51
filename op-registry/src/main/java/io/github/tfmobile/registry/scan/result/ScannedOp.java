package io.github.tfmobile.registry.scan.result;

import java.util.BitSet;
import java.util.Comparator;
import org.tensorflow.proto.OpDef;

/**
 * An op definition and where it exists.
 *
 * @param definition the definition as the op registry of the runtime holds it, without documentation
 * @param file the source file, relative to the root of the tree, with {@code /}
 * @param line the line of the outermost macro in that file, from 1
 * @param worlds indices into {@link TreeScan#worlds()} of the worlds in which it exists
 */
public record ScannedOp(OpDef definition, String file, int line, BitSet worlds) {

    /** By name, file and line, as {@link TreeScan#ops()} are sorted. */
    public static final Comparator<ScannedOp> ORDER = Comparator.comparing(
                    (ScannedOp op) -> op.definition().getName())
            .thenComparing(ScannedOp::file)
            .thenComparingInt(ScannedOp::line)
            .thenComparing(op -> op.definition().toString());

    /** Copies the set. */
    public ScannedOp {
        worlds = (BitSet) worlds.clone();
    }

    /** A copy of the worlds. */
    @Override
    public BitSet worlds() {
        return (BitSet) worlds.clone();
    }
}
