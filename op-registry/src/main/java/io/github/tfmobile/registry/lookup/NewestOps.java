package io.github.tfmobile.registry.lookup;

import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.file.BundledRegistries;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.OpDef;

/** The op definitions of the newest bundled release, loaded when somebody first asks. Thread-safe. */
final class NewestOps implements OpDefs {

    private @Nullable OpDefs loaded;

    @Override
    public @Nullable OpDef find(String op) {
        return ops().find(op);
    }

    @Override
    public SortedSet<String> names() {
        return ops().names();
    }

    private synchronized OpDefs ops() {
        if (loaded == null) {
            List<BundledRegistries.Bundled> all = BundledRegistries.all();
            loaded = BundledRegistries.load(all.get(all.size() - 1)).ops();
        }
        return loaded;
    }
}
