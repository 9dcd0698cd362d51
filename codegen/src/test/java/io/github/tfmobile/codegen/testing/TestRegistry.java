package io.github.tfmobile.codegen.testing;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.LookupRules;
import io.github.tfmobile.registry.MacroEffects;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.RuntimeOps;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.PresenceCondition;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.Types;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * Registries small enough to see through: the kernels and ops of TensorFlow 2.21.0 that the corpus needs, as its binary
 * reports them, in the profiles that a test names.
 */
public final class TestRegistry {

    /** The one profile of a registry that a binary reports. */
    public static final TargetProfile DESKTOP = new TargetProfile(Platform.DESKTOP, Types.DEFAULT);

    private final String release;
    private final List<RegisteredOp> ops = new ArrayList<>();
    private final List<TargetProfile> profiles = new ArrayList<>();
    private final List<ConditionalRegistration> registrations = new ArrayList<>();
    private boolean ignoresUnknownAttrs;

    private TestRegistry(String release, List<TargetProfile> profiles) {
        this.release = release;
        this.profiles.addAll(profiles);
    }

    /** The kernels of the binary, all of them in {@code desktop-default}, with no source files. */
    public static Registry desktop() {
        TestRegistry registry = new TestRegistry("2.21.0", List.of(new TargetProfile(Platform.DESKTOP, Types.DEFAULT)));
        registry.addOps();
        for (Registration registration : kernels()) {
            registry.add(registration, 0);
        }
        return registry.build();
    }

    /** A registry that says it is of this release, with these profiles, all ops of the binary and no kernels yet. */
    public static TestRegistry of(String release, TargetProfile... profiles) {
        TestRegistry registry = new TestRegistry(release, List.of(profiles));
        registry.addOps();
        return registry;
    }

    /** The release takes attrs that it does not know. */
    public TestRegistry ignoringUnknownAttrs() {
        ignoresUnknownAttrs = true;
        return this;
    }

    /** Takes an op out of the release. */
    public TestRegistry without(String op) {
        ops.removeIf(registered -> registered.def().getName().equals(op));
        return this;
    }

    /** Changes an op definition. */
    public TestRegistry with(OpDef def, String file) {
        without(def.getName());
        ops.add(new RegisteredOp(def, file, 1, everywhere()));
        return this;
    }

    /** All CPU kernels that the binary has for the op, with this source file, in the profiles of these numbers. */
    public TestRegistry kernels(String op, String file, int... inProfiles) {
        for (Registration kernel : kernels()) {
            if (kernel.op().equals(op)) {
                add(
                        new Registration(
                                op,
                                kernel.device(),
                                kernel.label(),
                                kernel.priority(),
                                kernel.constraints(),
                                kernel.hostMemory(),
                                kernel.kernelClass(),
                                file,
                                10),
                        inProfiles);
            }
        }
        return this;
    }

    /** One CPU kernel; {@code attr} may be empty for one without constraints. */
    public TestRegistry kernel(
            String op, String attr, List<String> allowed, String kernelClass, String file, int... inProfiles) {
        List<Constraint> constraints = attr.isEmpty() ? List.of() : List.of(new Constraint(attr, allowed));
        add(new Registration(op, "CPU", "", 0, constraints, List.of(), kernelClass, file, 10), inProfiles);
        return this;
    }

    /** The registry. */
    public Registry build() {
        TreeMap<TargetProfile, Configuration> profileConfigurations = new TreeMap<>();
        List<Configuration> configurations = new ArrayList<>();
        TreeSet<String> macros = new TreeSet<>();
        for (TargetProfile profile : profiles) {
            String macro = profile.id().toUpperCase(Locale.ROOT).replace('-', '_');
            macros.add(macro);
            Configuration configuration = new Configuration(new TreeMap<>(Map.of(macro, "1")));
            profileConfigurations.put(profile, configuration);
            configurations.add(configuration);
        }
        return new Registry(
                release,
                "0123456789abcdef",
                new LookupRules(true, true, ignoresUnknownAttrs),
                ops,
                profileConfigurations,
                macros,
                configurations,
                registrations,
                RUNTIME,
                SourceFacts.NONE,
                MacroEffects.none(configurations.size()),
                List.of());
    }

    /** What the runtime of 1.15.0 adds, but for what replaces ops. */
    private static final RuntimeOps RUNTIME = new RuntimeOps(
            new TreeMap<>(Map.of(
                    RuntimeOps.Part.FEEDS_AND_FETCHES, names("_Arg", "_Recv", "_Retval", "_Send"),
                    RuntimeOps.Part.CONSTANT_FOLDING, names("Const"),
                    RuntimeOps.Part.GRAPH, names("NoOp"),
                    RuntimeOps.Part.CALLS, names("Identity", "IdentityN", "NoOp"),
                    RuntimeOps.Part.IF, names("Identity", "IdentityN", "Merge", "NoOp", "Switch"),
                    RuntimeOps.Part.WHILE,
                            names(
                                    "Enter",
                                    "Exit",
                                    "Identity",
                                    "IdentityN",
                                    "LoopCond",
                                    "Merge",
                                    "NextIteration",
                                    "NoOp",
                                    "Switch"))),
            new TreeSet<>(),
            names("_Arg", "_DeviceArg", "_DeviceRetval", "_Retval"),
            134);

    private static SortedSet<String> names(String... names) {
        return new TreeSet<>(List.of(names));
    }

    /** Look-up in the first profile of a registry. */
    public static KernelLookup lookup(Registry registry) throws ProblemException {
        return KernelLookup.of(registry, Target.of(registry.profiles().firstKey()));
    }

    private void add(Registration registration, int... inProfiles) {
        registrations.add(new ConditionalRegistration(registration, PresenceCondition.in(inProfiles)));
    }

    private PresenceCondition everywhere() {
        return PresenceCondition.always(profiles.size());
    }

    private void addOps() {
        try (InputStream in = TestRegistry.class.getResourceAsStream("/kernels/ops-2.21.0.pb")) {
            OpList.parseFrom(in)
                    .getOpList()
                    .forEach(op -> ops.add(
                            new RegisteredOp(op, "tensorflow/core/ops/" + fileOf(op.getName()), 1, everywhere())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fileOf(String op) {
        return op.startsWith("_") ? "sendrecv_ops.cc" : "math_ops.cc";
    }

    private static List<Registration> kernels() {
        try (InputStream in = TestRegistry.class.getResourceAsStream("/kernels/kernels-2.21.0.jsonl")) {
            List<Registration> kernels = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                Map<String, Object> kernel = JSON.std.mapFrom(line);
                List<Constraint> constraints = new ArrayList<>();
                for (Object constraint : (List<?>) kernel.get("constraints")) {
                    List<?> pair = (List<?>) constraint;
                    constraints.add(new Constraint(
                            (String) pair.get(0),
                            ((List<?>) pair.get(1))
                                    .stream().map(String.class::cast).toList()));
                }
                kernels.add(new Registration(
                        (String) kernel.get("op"),
                        (String) kernel.get("device"),
                        (String) kernel.get("label"),
                        (Integer) kernel.get("priority"),
                        constraints,
                        ((List<?>) kernel.get("host"))
                                .stream().map(String.class::cast).toList(),
                        (String) kernel.get("class"),
                        "tensorflow/core/kernels/all.cc",
                        1));
            }
            return kernels;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
