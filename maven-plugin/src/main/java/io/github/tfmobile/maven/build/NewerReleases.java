package io.github.tfmobile.maven.build;

import io.github.tfmobile.codegen.requirement.Releases;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.target.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.NodeDef;

/** The bundled releases after the target's, loaded only when a node has no kernel. */
final class NewerReleases implements Releases {

    private final Registry registry;
    private final Target target;
    private final Map<String, KernelLookup> lookups = new LinkedHashMap<>();
    private boolean loaded;

    NewerReleases(Registry registry, Target target) {
        this.registry = registry;
        this.target = target;
    }

    @Override
    public List<String> newerWith(NodeDef node) {
        List<String> found = new ArrayList<>();
        load().forEach((release, lookup) -> {
            if (lookup.find(node) instanceof Answer.Kernel) {
                found.add(release);
            }
        });
        return found;
    }

    private Map<String, KernelLookup> load() {
        if (!loaded) {
            loaded = true;
            List<BundledRegistries.Bundled> all = BundledRegistries.all();
            int current = all.stream()
                    .map(BundledRegistries.Bundled::release)
                    .toList()
                    .indexOf(registry.release());
            for (BundledRegistries.Bundled newer : all.subList(current < 0 ? all.size() : current + 1, all.size())) {
                try {
                    lookups.put(newer.release(), KernelLookup.of(BundledRegistries.load(newer), target));
                } catch (ProblemException e) {
                    // That release has no such target: it is no advice.
                    continue;
                }
            }
        }
        return lookups;
    }
}
