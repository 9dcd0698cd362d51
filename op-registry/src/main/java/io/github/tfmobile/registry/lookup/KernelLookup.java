package io.github.tfmobile.registry.lookup;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.ResolvedConfiguration;
import io.github.tfmobile.registry.target.PresenceCondition;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Finds the kernel that a target's TensorFlow would choose for a node (tensorflow/core/framework/op_kernel.cc,
 * FindKernelDef), after the checks that it makes of a node when it loads the graph
 * (tensorflow/core/framework/node_def_util.cc, ValidateNodeDef). Immutable and thread-safe.
 */
public final class KernelLookup {

    private static final String LABEL_ATTR = "_kernel";

    private final Registry registry;
    private final Target target;
    private final ResolvedConfiguration configuration;
    private final OpDefs ops;
    private final OpDefs newer;
    private final Map<String, List<ConditionalRegistration>> byOp;
    private final Set<String> functions;
    private final int producer;

    private KernelLookup(
            Registry registry,
            Target target,
            ResolvedConfiguration configuration,
            OpDefs ops,
            OpDefs newer,
            Map<String, List<ConditionalRegistration>> byOp,
            Set<String> functions,
            int producer) {
        this.registry = registry;
        this.target = target;
        this.configuration = configuration;
        this.ops = ops;
        this.newer = newer;
        this.byOp = byOp;
        this.functions = functions;
        this.producer = producer;
    }

    /**
     * Look-up in one target. The default values of attrs that the registry's release does not know yet come from the
     * newest release that is bundled.
     *
     * @throws ProblemException when the registry does not know the target, see {@link Registry#target}
     */
    public static KernelLookup of(Registry registry, Target target) throws ProblemException {
        return of(registry, target, new NewestOps());
    }

    /**
     * Look-up in one target.
     *
     * @param newer op definitions of a newer release, which tell the default values of attrs that the registry's
     *     release does not know yet
     * @throws ProblemException when the registry does not know the target, see {@link Registry#target}
     */
    public static KernelLookup of(Registry registry, Target target, OpDefs newer) throws ProblemException {
        Map<String, List<ConditionalRegistration>> byOp = new HashMap<>();
        for (ConditionalRegistration scanned : registry.registrations()) {
            byOp.computeIfAbsent(scanned.registration().op(), op -> new ArrayList<>())
                    .add(scanned);
        }
        return new KernelLookup(
                registry, target, registry.resolve(target), registry.ops(target), newer, byOp, Set.of(), 0);
    }

    /** The registry that is asked. */
    public Registry registry() {
        return registry;
    }

    /** The target that is asked about. */
    public Target target() {
        return target;
    }

    /** The same look-up for the nodes of one graph: calls of its functions need no kernel, its version counts. */
    public KernelLookup forGraph(GraphDef graph) {
        Set<String> names = new HashSet<>();
        for (FunctionDef function : graph.getLibrary().getFunctionList()) {
            names.add(function.getSignature().getName());
        }
        return forGraph(names, graph.getVersions().getProducer());
    }

    /**
     * The same look-up for the nodes of one graph.
     *
     * @param functionNames names of the functions in the graph's library
     * @param producerVersion the graph's {@code versions.producer}, 0 when not known
     */
    public KernelLookup forGraph(Collection<String> functionNames, int producerVersion) {
        return new KernelLookup(
                registry, target, configuration, ops, newer, byOp, Set.copyOf(functionNames), producerVersion);
    }

    /** What the target says of a node, which may be in the graph or in one of its functions. */
    public Answer find(NodeDef node) {
        String op = node.getOp();
        if (functions.contains(op)) {
            return new Answer.NoKernelNeeded("it calls a function of the graph");
        }
        OpDef def = ops.find(op);
        if (def == null) {
            RegisteredOp elsewhere = registry.registeredOps().get(op);
            return new Answer.UnknownOp(op, elsewhere == null ? List.of() : registry.profilesOf(elsewhere.presence()));
        }
        if (def.hasDeprecation() && producer >= def.getDeprecation().getVersion()) {
            return new Answer.RetiredOp(
                    op,
                    producer,
                    def.getDeprecation().getVersion(),
                    def.getDeprecation().getExplanation());
        }
        Map<String, OpDef.AttrDef> attrDefs = new HashMap<>();
        for (OpDef.AttrDef attr : def.getAttrList()) {
            attrDefs.put(attr.getName(), attr);
        }
        Answer refused = refusedAttrs(node, attrDefs);
        if (refused != null) {
            return refused;
        }
        if (registry.runtimeOps().replaced().contains(op)) {
            return new Answer.NoKernelNeeded("a pass of the runtime replaces it");
        }
        String device = DeviceName.typeOf(node.getDevice());
        if (device == null) {
            return new Answer.MalformedDevice(op, node.getDevice());
        }
        KernelMatch.Attrs attrs = attr -> valueOf(node, attr, attrDefs);
        return findKernel(node, device, attrs);
    }

    private Answer findKernel(NodeDef node, String device, KernelMatch.Attrs attrs) {
        String op = node.getOp();
        AttrValue labelValue = node.getAttrMap().get(LABEL_ATTR);
        String label = labelValue == null ? "" : labelValue.getS().toStringUtf8();
        List<Registration> here = new ArrayList<>();
        for (ConditionalRegistration scanned : byOp.getOrDefault(op, List.of())) {
            if (configuration.isIn(scanned.presence())) {
                here.add(scanned.registration());
            }
        }
        if (here.isEmpty()) {
            return new Answer.NotInProfile(op, elsewhere(op, device, label, attrs));
        }
        List<Registration> onDevice = new ArrayList<>();
        SortedSet<String> devices = new TreeSet<>();
        for (Registration registration : here) {
            devices.add(registration.device());
            if (KernelMatch.isOn(registration, device, registry.rules())) {
                onDevice.add(registration);
            }
        }
        if (onDevice.isEmpty()) {
            return new Answer.NoKernelOnDevice(op, device, devices);
        }
        for (Registration registration : onDevice) {
            Constraint missing =
                    registration.label().equals(label) ? KernelMatch.withoutAttr(registration, attrs) : null;
            if (missing != null) {
                return new Answer.InvalidAttrs(
                        op, List.of("attr '" + missing.attr() + "', on which its kernels depend, is missing"));
            }
        }
        List<Registration> matching = select(here, device, label, attrs);
        if (matching.size() > 1) {
            return new Answer.Ambiguous(op, matching);
        }
        if (matching.isEmpty()) {
            return new Answer.NoKernelForAttrs(op, label, onDevice, elsewhere(op, device, label, attrs));
        }
        return new Answer.Kernel(matching.get(0));
    }

    /** The kernels between which the release cannot decide: one for a choice, none, or several. */
    private List<Registration> select(
            Collection<Registration> registered, String device, String label, KernelMatch.Attrs attrs) {
        List<Registration> matching = registered.stream()
                .filter(registration -> registration.device().equals(device))
                .filter(registration -> registration.label().equals(label) && KernelMatch.matches(registration, attrs))
                .collect(Collectors.toList());
        if (matching.size() > 1 && registry.rules().priorityWins()) {
            int highest =
                    matching.stream().mapToInt(Registration::priority).max().getAsInt();
            matching.removeIf(registration -> registration.priority() < highest);
        }
        if (!matching.isEmpty()) {
            return List.copyOf(matching);
        }
        return registered.stream()
                .filter(registration -> KernelMatch.isDefaultFor(registration, device, registry.rules()))
                .filter(registration -> registration.label().equals(label) && KernelMatch.matches(registration, attrs))
                .toList();
    }

    private List<TargetProfile> elsewhere(String op, String device, String label, KernelMatch.Attrs attrs) {
        PresenceCondition presence = PresenceCondition.NEVER;
        for (ConditionalRegistration scanned : byOp.getOrDefault(op, List.of())) {
            if (!select(List.of(scanned.registration()), device, label, attrs).isEmpty()) {
                presence = presence.or(scanned.presence());
            }
        }
        return registry.profilesOf(presence.without(PresenceCondition.in(configuration.index())));
    }

    private @Nullable Answer refusedAttrs(NodeDef node, Map<String, OpDef.AttrDef> attrDefs) {
        SortedSet<String> unknown = new TreeSet<>();
        SortedSet<String> droppable = new TreeSet<>();
        List<String> invalid = new ArrayList<>();
        for (Map.Entry<String, AttrValue> attr : new TreeMap<>(node.getAttrMap()).entrySet()) {
            String name = attr.getKey();
            OpDef.AttrDef attrDef = attrDefs.get(name);
            if (name.startsWith("_")) {
                continue;
            }
            if (attrDef == null) {
                (isDefaultOfNewer(node.getOp(), name, attr.getValue()) ? droppable : unknown).add(name);
                continue;
            }
            if (attr.getValue().getPlaceholder().isEmpty()) {
                String problem = AttrCheck.problem(attrDef, attr.getValue());
                if (problem != null) {
                    invalid.add(problem);
                }
            }
        }
        boolean refuses = !registry.rules().ignoresUnknownAttrs();
        if (refuses && !(unknown.isEmpty() && droppable.isEmpty())) {
            return new Answer.UnknownAttrs(node.getOp(), unknown, droppable);
        }
        for (OpDef.AttrDef attrDef : attrDefs.values()) {
            if (!attrDef.hasDefaultValue() && !node.containsAttr(attrDef.getName())) {
                invalid.add("attr '" + attrDef.getName() + "' is missing");
            }
        }
        return invalid.isEmpty()
                ? null
                : new Answer.InvalidAttrs(
                        node.getOp(), invalid.stream().sorted().toList());
    }

    private boolean isDefaultOfNewer(String op, String attr, AttrValue value) {
        OpDef def = newer.find(op);
        if (def == null) {
            return false;
        }
        return def.getAttrList().stream()
                .anyMatch(attrDef -> attrDef.getName().equals(attr)
                        && attrDef.hasDefaultValue()
                        && attrDef.getDefaultValue().equals(value));
    }

    private static @Nullable AttrValue valueOf(NodeDef node, String attr, Map<String, OpDef.AttrDef> attrDefs) {
        AttrValue value = node.getAttrMap().get(attr);
        if (value != null) {
            return value;
        }
        OpDef.AttrDef attrDef = attrDefs.get(attr);
        return attrDef != null && attrDef.hasDefaultValue() ? attrDef.getDefaultValue() : null;
    }
}
