package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.lite.generate.MicroMethods;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.OperatorCode;
import io.github.tfmobile.lite.runtime.LiteReleases;
import io.github.tfmobile.lite.runtime.LiteRuntime;
import io.github.tfmobile.lite.runtime.RuntimeCheck;
import io.github.tfmobile.lite.runtime.VersionRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Asks the runtime of TensorFlow Lite for the builtin and custom ops of models. */
final class LiteCheck {

    private record Key(OperatorCode code, MissingKernelReason why) {}

    private record Found(List<String> registered, List<NodeUse> uses) {}

    private final LiteTarget target;
    private final Map<Key, Found> found = new LinkedHashMap<>();

    LiteCheck(LiteTarget target) {
        this.target = target;
    }

    /** Looks at a model. */
    void model(String name, LiteModel model) {
        if (target.micro() == null) {
            runtime(name, model);
        } else {
            micro(name, model, target.micro());
        }
    }

    private void runtime(String name, LiteModel model) {
        LiteRuntime runtime = target.runtime();
        // Which custom ops a runtime brings along has been the same in all releases, so these are judged without one.
        LiteRuntime asked = runtime == null ? LiteReleases.newest() : runtime;
        for (RuntimeCheck.Unsupported unsupported : RuntimeCheck.of(model, asked, target.customOps())) {
            VersionRange registered = unsupported.registered();
            boolean nowhere = LiteReleases.all().stream()
                    .noneMatch(release -> release.ops()
                            .builtin()
                            .containsKey(unsupported.code().name()));
            if (unsupported.code().custom() != null) {
                missing(
                        name,
                        unsupported.code(),
                        new MissingKernelReason.CustomOp("it is a custom op that the runtime does not register itself"),
                        List.of(),
                        unsupported.operators());
            } else if (runtime == null && nowhere) {
                missing(
                        name,
                        unsupported.code(),
                        new MissingKernelReason.LiteVersion("no known runtime registers it in any version"),
                        List.of(),
                        unsupported.operators());
            } else if (runtime != null) {
                missing(
                        name,
                        unsupported.code(),
                        new MissingKernelReason.LiteVersion(unsupported.text(runtime)
                                + (unsupported.operators().isEmpty()
                                        ? "; no operator uses it, but a runtime looks up all that a model declares"
                                        : "")),
                        registered == null ? List.of() : List.of("versions " + registered),
                        unsupported.operators());
            }
        }
    }

    /** There only what operators use is looked up, and the version does not count. */
    private void micro(String name, LiteModel model, MicroMethods methods) {
        List<List<LiteModel.Use>> uses = model.uses();
        for (int i = 0; i < model.operatorCodes().size(); i++) {
            OperatorCode code = model.operatorCodes().get(i);
            List<String> operators =
                    uses.get(i).stream().map(LiteModel.Use::text).toList();
            String custom = code.custom();
            if (operators.isEmpty()) {
                continue;
            }
            if (custom == null && !methods.builtin().containsKey(code.name())) {
                missing(
                        name,
                        code,
                        new MissingKernelReason.LiteVersion("TensorFlow Lite for Microcontrollers has no such op"),
                        List.of(),
                        operators);
            } else if (custom != null
                    && !methods.custom().containsKey(custom)
                    && !target.customOps().contains(custom)) {
                missing(
                        name,
                        code,
                        new MissingKernelReason.CustomOp(
                                code.flex()
                                        ? "it is an op of TensorFlow (Flex), which TensorFlow Lite for Microcontrollers"
                                                + " cannot run"
                                        : "it is a custom op that TensorFlow Lite for Microcontrollers does not have"),
                        List.of(),
                        operators);
            }
        }
    }

    private void missing(
            String model, OperatorCode code, MissingKernelReason why, List<String> registered, List<String> operators) {
        List<NodeUse> uses = found.computeIfAbsent(new Key(code, why), key -> new Found(registered, new ArrayList<>()))
                .uses();
        operators.forEach(operator -> uses.add(new NodeUse(model, List.of(), operator)));
        if (operators.isEmpty()) {
            uses.add(new NodeUse(model, List.of(), "the operator codes"));
        }
    }

    /** What the runtime lacks, in the order in which it was asked for. */
    List<Unregistered> unregistered() {
        List<Unregistered> all = new ArrayList<>();
        found.forEach((key, value) -> {
            SortedMap<String, String> attrs = new TreeMap<>();
            if (key.code().custom() == null && target.micro() == null) {
                attrs.put("version", Integer.toString(key.code().version()));
            }
            String op = key.code().name();
            all.add(new Unregistered(
                    op,
                    attrs,
                    key.why(),
                    value.registered(),
                    value.uses(),
                    Node.builder(op, op).build()));
        });
        return all;
    }
}
