package io.github.tfmobile.graph.testing;

import io.github.tfmobile.registry.OpDefs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/** The op definitions of TensorFlow 2.21.0, as its published binary lists them. */
public final class TestOps implements OpDefs {

    private static final TestOps OPS = new TestOps();

    private final TreeMap<String, OpDef> ops = new TreeMap<>();

    private TestOps() {
        try (InputStream in = Files.newInputStream(Corpus.data("ops/ops-2.21.0.pb"))) {
            OpList.parseFrom(in).getOpList().forEach(op -> ops.put(op.getName(), op));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The definitions. */
    public static OpDefs get() {
        return OPS;
    }

    @Override
    public @Nullable OpDef find(String op) {
        return ops.get(op);
    }

    @Override
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(ops.navigableKeySet());
    }
}
