package io.github.tfmobile.registry;

import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.PresenceCondition;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/** A registry from what a TensorFlow binary reports of itself, to compare a scan with. */
public final class ReportedRegistry {

    private ReportedRegistry() {}

    /**
     * The one profile {@code desktop-default} with these op definitions and kernels. A binary reports neither kernel
     * classes nor source files: they are empty.
     */
    public static Registry of(
            String release, LookupRules rules, OpList ops, KernelList kernels, RuntimeOps runtimeOps) {
        Configuration configuration = new Configuration(new TreeMap<>());
        PresenceCondition first = PresenceCondition.in(0);
        List<RegisteredOp> registeredOps = new ArrayList<>();
        for (OpDef op : ops.getOpList()) {
            registeredOps.add(new RegisteredOp(op, "", 0, first));
        }
        List<ConditionalRegistration> registrations = new ArrayList<>();
        for (KernelDef kernel : kernels.getKernelList()) {
            registrations.add(new ConditionalRegistration(registration(kernel), first));
        }
        TreeMap<TargetProfile, Configuration> profiles = new TreeMap<>();
        profiles.put(new TargetProfile(Platform.DESKTOP, Types.DEFAULT), configuration);
        return new Registry(
                release,
                "",
                rules,
                registeredOps,
                profiles,
                new TreeSet<>(),
                List.of(configuration),
                registrations,
                runtimeOps,
                SourceFacts.NONE,
                MacroEffects.none(1),
                List.of());
    }

    /** A kernel as it is reported, without class and place. */
    public static Registration registration(KernelDef kernel) {
        List<Constraint> constraints = new ArrayList<>();
        for (KernelDef.AttrConstraint constraint : kernel.getConstraintList()) {
            AttrValue.ListValue allowed = constraint.getAllowedValues().getList();
            List<String> values = new ArrayList<>();
            for (int number : allowed.getTypeValueList()) {
                DataType type = DataType.forNumber(number);
                values.add(type == null ? Integer.toString(number) : type.name());
            }
            allowed.getSList().forEach(s -> values.add("s:" + s.toStringUtf8()));
            allowed.getIList().forEach(i -> values.add("i:" + i));
            allowed.getBList().forEach(b -> values.add("b:" + b));
            constraints.add(new Constraint(constraint.getName(), values));
        }
        return new Registration(
                kernel.getOp(),
                kernel.getDeviceType(),
                kernel.getLabel(),
                kernel.getPriority(),
                constraints,
                List.copyOf(kernel.getHostMemoryArgList()),
                "",
                "",
                0);
    }
}
