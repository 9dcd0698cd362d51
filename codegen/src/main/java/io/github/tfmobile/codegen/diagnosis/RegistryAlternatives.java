package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The other types that a registry knows of the target's platform, and the releases that are bundled. */
public final class RegistryAlternatives implements Alternatives {

    @Override
    public List<Types> types(RequirementRequest request) {
        Registry registry = request.kernels().registry();
        Target target = request.kernels().target();
        Set<Configuration> known = new HashSet<>();
        Configuration own = registry.profiles().get(target.profile());
        if (own != null) {
            known.add(own);
        }
        List<Types> others = new ArrayList<>();
        for (Types types : List.of(Types.SELECTIVE, Types.FULL, Types.DEFAULT, Types.SLIM)) {
            Configuration world = registry.profiles().get(new TargetProfile(target.platform(), types));
            if (world != null && known.add(world)) {
                others.add(types);
            }
        }
        return others;
    }

    @Override
    public RequirementRequest withTypes(RequirementRequest request, Types types) throws ProblemException {
        Target target = request.kernels().target();
        return with(
                request,
                request.kernels().registry(),
                new Target(target.platform(), types, target.defines()),
                request.list());
    }

    @Override
    public List<String> newerReleases(RequirementRequest request) {
        List<BundledRegistries.Bundled> all = BundledRegistries.all();
        Optional<BundledRegistries.Bundled> own =
                BundledRegistries.find(request.kernels().registry().release());
        // A tree of the user's own has no place in the order.
        return own.isEmpty()
                ? List.of()
                : all.subList(all.indexOf(own.get()) + 1, all.size()).stream()
                        .filter(BundledRegistries.Bundled::hasItsOwn)
                        .map(BundledRegistries.Bundled::release)
                        .toList();
    }

    @Override
    public RequirementRequest withRelease(RequirementRequest request, String release) throws ProblemException {
        Registry registry = BundledRegistries.load(release);
        Platform platform = request.kernels().target().platform();
        KernelList list = request.list().isStock()
                ? KernelList.stock(StockList.stock(registry, platform), registry)
                : request.list();
        return with(request, registry, request.kernels().target(), list);
    }

    private static RequirementRequest with(
            RequirementRequest request, Registry registry, Target target, KernelList list) throws ProblemException {
        return request.withTarget(KernelLookup.of(registry, target), list, RegistrySources.of(registry, target));
    }
}
