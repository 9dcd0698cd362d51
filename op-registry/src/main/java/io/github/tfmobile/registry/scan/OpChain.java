package io.github.tfmobile.registry.scan;

import java.util.List;
import org.tensorflow.proto.OpDef;

/** Reads {@code REGISTER_OP("X").Input(...).Output(...)}. */
final class OpChain {

    private final Values values;
    private final Scope scope;

    OpChain(Values values, Scope scope) {
        this.values = values;
        this.scope = scope;
    }

    OpDef read(Marker.Op op, List<Token> chain) throws UnresolvedException {
        return OpDef.newBuilder().setName(values.string(op.name(), scope)).build();
    }
}
