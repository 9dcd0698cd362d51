package io.github.tfmobile.registry.scan.result;

import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.Comparator;
import java.util.IdentityHashMap;
import org.tensorflow.proto.OpDef;

/**
 * An op definition and where it exists.
 *
 * @param definition the definition as the op registry of the runtime holds it, without documentation
 * @param file the source file, relative to the root of the tree, with {@code /}
 * @param line the line of the outermost macro in that file, from 1
 * @param presence the configurations in which it exists, of {@link TreeScan#configurations()}
 */
public record ScannedOp(OpDef definition, String file, int line, PresenceCondition presence) {

    /** By name, file, line and text, as {@link TreeScan#ops()} are sorted; for one thread, and for as many ops as are sorted once. */
    public static Comparator<ScannedOp> order() {
        IdentityHashMap<OpDef, String> texts = new IdentityHashMap<>();
        return Comparator.comparing((ScannedOp op) -> op.definition().getName())
                .thenComparing(ScannedOp::file)
                .thenComparingInt(ScannedOp::line)
                .thenComparing(op -> texts.computeIfAbsent(op.definition(), OpDef::toString));
    }
}
