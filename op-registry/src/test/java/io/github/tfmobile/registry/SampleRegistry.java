package io.github.tfmobile.registry;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.registry.problem.ScanNote;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.PresenceCondition;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.OpDef;

/** A small registry that has one of everything: two configurations of its tested macros, and a third profile like the first. */
public final class SampleRegistry {

    private SampleRegistry() {}

    /** The registry. */
    public static Registry create() {
        SortedMap<TargetProfile, Configuration> profiles = new TreeMap<>();
        profiles.put(new TargetProfile(Platform.IOS, Types.SLIM), configuration(Map.of("SLIM", "1", "UNTESTED", "1")));
        profiles.put(new TargetProfile(Platform.IOS, Types.FULL), configuration(Map.of("FULL", "2")));
        profiles.put(new TargetProfile(Platform.RASPBERRY_PI, Types.SLIM), configuration(Map.of("SLIM", "1")));
        OpDef abs = OpDef.newBuilder()
                .setName("Abs")
                .addAttr(OpDef.AttrDef.newBuilder().setName("T").setType("type"))
                .build();
        OpDef gemm = OpDef.newBuilder().setName("Gemm").setIsStateful(true).build();
        return new Registry(
                "1.99.0",
                "0123456789abcdef",
                new LookupRules(false, true, false),
                List.of(
                        new RegisteredOp(
                                abs, "tensorflow/core/ops/math_ops.cc", 10, PresenceCondition.in(0, 1, 2, 3, 4)),
                        new RegisteredOp(gemm, "tensorflow/core/ops/gemm.cc", 11, PresenceCondition.in(2))),
                profiles,
                new TreeSet<>(Set.of("SLIM", "FULL", "GEMM", "OTHER", "IDLE", "VALUE")),
                List.of(
                        configuration(Map.of("SLIM", "1")),
                        configuration(Map.of("FULL", "2")),
                        configuration(Map.of("SLIM", "1", "GEMM", "1"))),
                List.of(
                        abs("DT_FLOAT", "UnaryOp<float>", 20, PresenceCondition.in(0, 1, 2, 3)),
                        abs("DT_INT64", "UnaryOp<\u00e4 int64>", 21, PresenceCondition.in(1, 3)),
                        new ConditionalRegistration(
                                new Registration(
                                        "Gemm",
                                        "CPU",
                                        "neon",
                                        -2,
                                        List.of(),
                                        List.of("in", "out"),
                                        "GemmOp",
                                        "tensorflow/core/kernels/gemm.cc",
                                        7),
                                PresenceCondition.in(2))),
                new RuntimeOps(
                        new TreeMap<>(Map.of(RuntimeOps.Part.CALLS, new TreeSet<>(Set.of("Abs", "Gemm")))),
                        new TreeSet<>(Set.of("Gemm")),
                        new TreeSet<>(Set.of("Abs")),
                        134),
                sources(),
                effects(),
                List.of(
                        ScanNote.of(
                                "a kernel's op name is not a string", Place.of(Path.of("a/b.cc"), 3, 4), "report it"),
                        ScanNote.of("no place", null)));
    }

    /** In the slim configuration OTHER adds a kernel and VALUE takes one away; IDLE does nothing, but it meets VALUE. */
    private static MacroEffects effects() {
        return new MacroEffects(
                new TreeSet<>(Set.of("SLIM", "GEMM", "OTHER", "IDLE", "VALUE")),
                List.of(
                        new TreeMap<>(Map.of("OTHER", 3, "VALUE", 4, "-USLIM", MacroEffects.UNKNOWN)),
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("-UGEMM", 0))),
                new TreeMap<>(Map.of("IDLE", new TreeSet<>(Set.of("VALUE")), "VALUE", new TreeSet<>(Set.of("IDLE")))),
                new TreeSet<>(Set.of("VALUE")),
                5);
    }

    private static SourceFacts sources() {
        LinkDependency need = new LinkDependency("b.cc", "Fill", "b.h", PresenceCondition.in(1, 2));
        return new SourceFacts(
                new TreeMap<>(Map.of(
                        "a.cc", new SourceFile("a.cc", "//a:a", List.of(need)),
                        "b.cc", new SourceFile("b.cc", "", List.of()))),
                List.of(new LinkDependency("a.cc", "Cast", "a.h", PresenceCondition.in(0))),
                new TreeSet<>(Set.of("c.cc")),
                new TreeSet<>(Set.of("d.cc", "e.cc")),
                new TreeMap<>(Map.of("tf_op_files.txt", List.of("a.cc", "a.cc", ""))),
                new TreeMap<>(Map.of(
                        "a.cc",
                        List.of(new MissingDependency(
                                MissingDependency.Kind.LIBRARY,
                                "re2",
                                "re2/re2.h",
                                new TreeSet<>(Set.of(Platform.IOS, Platform.LINUX)))))),
                new MobileBuild(
                        new TreeMap<>(Map.of(Platform.ANDROID, new TreeMap<>(Map.of("b.cc", "//b:android")))),
                        new TreeMap<>(Map.of("a.cc", "//a:group1", "b.cc", "//a:group2")),
                        new TreeMap<>(Map.of("a.cc", new TreeSet<>(Set.of("//a:a.h", "//b:b.h"))))));
    }

    private static ConditionalRegistration abs(String type, String kernelClass, int line, PresenceCondition presence) {
        return new ConditionalRegistration(
                new Registration(
                        "Abs",
                        "CPU",
                        "",
                        0,
                        List.of(new Constraint("T", List.of(type))),
                        List.of(),
                        kernelClass,
                        "tensorflow/core/kernels/cwise_op_abs.cc",
                        line),
                presence);
    }

    private static Configuration configuration(Map<String, String> defines) {
        return new Configuration(new TreeMap<>(defines));
    }
}
