package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * The releases with a bundled registry that are newer than the target's. Registries are loaded when the first question
 * is asked, which only a check that fails does. Thread-safe.
 */
public final class BundledReleases implements Releases {

    private final String release;
    private final Target target;
    private @Nullable SortedMap<Integer, KernelLookup> lookups;

    /**
     * Releases newer than one.
     *
     * @param release the target's release
     * @param target the target, whose profile is asked about in the other releases
     */
    public BundledReleases(String release, Target target) {
        this.release = release;
        this.target = target;
    }

    @Override
    public synchronized List<String> newerWith(NodeDef node) {
        if (lookups == null) {
            lookups = load();
        }
        List<String> found = new ArrayList<>();
        for (KernelLookup lookup : lookups.values()) {
            if (lookup.find(node) instanceof Answer.Kernel) {
                found.add(lookup.registry().release());
            }
        }
        return found;
    }

    private SortedMap<Integer, KernelLookup> load() {
        SortedMap<Integer, KernelLookup> loaded = new TreeMap<>();
        List<BundledRegistries.Bundled> all = BundledRegistries.all();
        Optional<BundledRegistries.Bundled> own = BundledRegistries.find(release);
        if (own.isEmpty()) {
            return loaded; // a tree of the user's own has no place in the order
        }
        for (int i = all.indexOf(own.get()) + 1; i < all.size(); i++) {
            Registry registry = BundledRegistries.load(all.get(i));
            try {
                loaded.put(i, KernelLookup.of(registry, target));
            } catch (ProblemException e) {
                // a release that knows no such target is of no help
            }
        }
        return loaded;
    }
}
