package io.github.tfmobile.codegen.java.runtime;

import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.Kernel;
import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.Model;
import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.Op;
import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The kernels, op definitions and models of one build, and the look-up of a node's kernel as the runtime does it
 * (tensorflow/core/framework/op_kernel.cc, FindKernelRegistration). Filled once, then only read.
 */
final class KernelRegistryTables {

    /** What is known of an op's definition. */
    private static final class Definition {
        final Set<String> required = new TreeSet<>();
        final Set<String> optional = new TreeSet<>();
        final Map<String, KernelRegistryAttr> defaults = new TreeMap<>();
        int retiredSince = Integer.MAX_VALUE;
        boolean needsKernel = true;
    }

    private final String release;
    private final int graphVersion;
    private final boolean ignoresUnknownAttrs;
    private final List<String> dtypes;
    private final Map<String, Op> ops = new TreeMap<>();
    private final Map<String, Model> models = new TreeMap<>();
    private final Map<String, Definition> definitions = new HashMap<>();
    private final KernelRegistryLiteOps lite = new KernelRegistryLiteOps();

    /**
     * Empty tables.
     *
     * @param release the release of TensorFlow
     * @param graphVersion the graph version that it reads ({@code TF_GRAPH_DEF_VERSION})
     * @param ignoresUnknownAttrs whether it loads nodes with attrs that its op definitions lack
     * @param dtypes the names of dtypes by number
     */
    KernelRegistryTables(String release, int graphVersion, boolean ignoresUnknownAttrs, String... dtypes) {
        this.release = release;
        this.graphVersion = graphVersion;
        this.ignoresUnknownAttrs = ignoresUnknownAttrs;
        this.dtypes = Collections.unmodifiableList(Arrays.asList(dtypes.clone()));
    }

    private Definition definition(String op) {
        Definition definition = definitions.get(op);
        if (definition == null) {
            definition = new Definition();
            definitions.put(op, definition);
        }
        return definition;
    }

    private static <T> T known(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalStateException("not in the tables: " + name);
        }
        return value;
    }

    void op(String name, String... sourceFiles) {
        ops.put(name, new Op(name, sourceFiles));
    }

    /** An op that the runtime handles without a kernel. */
    void kernelFree(String op) {
        definition(op).needsKernel = false;
    }

    void required(String op, String... attrs) {
        definition(op).required.addAll(Arrays.asList(attrs));
    }

    void optional(String op, String... attrs) {
        definition(op).optional.addAll(Arrays.asList(attrs));
    }

    void attrDefault(String op, String attr, boolean isType, boolean isList, String... values) {
        KernelRegistryAttr value = isList ? KernelRegistryAttr.list() : new KernelRegistryAttr();
        value.isType = isType;
        for (String text : values) {
            value.add(text);
        }
        definition(op).defaults.put(attr, value);
    }

    /** The op is refused in graphs of this version and later. */
    void retired(String op, int since) {
        definition(op).retiredSince = since;
    }

    void kernel(String op, String kernelClass, String device, String label) {
        known(ops.get(op), op).add(new Kernel(kernelClass, device, label));
    }

    /** Of the kernel added last. */
    void constraint(String op, String attr, String... allowed) {
        known(ops.get(op), op).last().constrain(attr, new TreeSet<>(Arrays.asList(allowed)));
    }

    void model(String name, String resourcePath, String sha256) {
        models.put(name, new Model(name, resourcePath, sha256));
    }

    void input(String model, String name, String dtype, long @Nullable [] shape) {
        known(models.get(model), model).addInput(new Tensor(name, dtype, shape));
    }

    void output(String model, String name, String dtype, long @Nullable [] shape) {
        known(models.get(model), model).addOutput(new Tensor(name, dtype, shape));
    }

    /** A text too long for one constant of a class. */
    static String text(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(part);
        }
        return text.toString();
    }

    Map<String, Op> ops() {
        return Collections.unmodifiableMap(ops);
    }

    Map<String, Model> models() {
        return Collections.unmodifiableMap(models);
    }

    /** The ops of TensorFlow Lite's runtime. */
    KernelRegistryLiteOps lite() {
        return lite;
    }

    String release() {
        return release;
    }

    int graphVersion() {
        return graphVersion;
    }

    boolean isRegistered(String op) {
        Definition definition = definitions.get(op);
        return ops.containsKey(op) || (definition != null && !definition.needsKernel);
    }

    boolean isRegistered(String op, String dtype) {
        String upper = dtype.toUpperCase(Locale.ROOT);
        String wanted = upper.startsWith("DT_") ? upper : "DT_" + upper;
        if (dtypes.indexOf(wanted) <= 0) {
            throw new IllegalArgumentException("TensorFlow has no dtype \"" + dtype + "\"");
        }
        Op found = ops.get(op);
        if (found == null) {
            return isRegistered(op);
        }
        for (Kernel kernel : found.kernels()) {
            if (kernel.dtypes().isEmpty() || kernel.dtypes().contains(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** The name of a dtype; numbers of reference types are 100 higher. */
    String dtype(long number) {
        if (number > 100 && number - 100 < dtypes.size()) {
            return dtypes.get((int) (number - 100)) + "_REF";
        }
        return number >= 0 && number < dtypes.size() ? dtypes.get((int) number) : "DT_" + number;
    }

    /** Whether the op is refused in graphs of the version and later; {@link Integer#MAX_VALUE} for most ops. */
    int retiredSince(String op) {
        Definition definition = definitions.get(op);
        return definition == null ? Integer.MAX_VALUE : definition.retiredSince;
    }

    /** Why this build cannot run a node, a clause; null when it can. */
    @Nullable
    String reason(String op, String device, Map<String, KernelRegistryAttr> attrs) {
        Definition definition = definitions.get(op);
        if (definition != null) {
            for (String attr : attrs.keySet()) {
                if (!ignoresUnknownAttrs
                        && !attr.startsWith("_")
                        && !definition.required.contains(attr)
                        && !definition.optional.contains(attr)) {
                    return "TensorFlow " + release + " does not know attr \"" + attr + "\" of this op";
                }
            }
            for (String attr : definition.required) {
                if (!attrs.containsKey(attr)) {
                    return "attr \"" + attr + "\" is missing";
                }
            }
            if (!definition.needsKernel) {
                return null;
            }
        }
        Op found = ops.get(op);
        if (found == null) {
            return "this build has no kernel of this op";
        }
        String type = deviceType(device);
        for (Kernel kernel : found.kernels()) {
            if (isFor(kernel, type, attrs.get("_kernel")) && takes(definition, kernel, attrs)) {
                return null;
            }
        }
        return "this build has kernels of this op, but none for these attrs";
    }

    private static boolean isFor(Kernel kernel, String device, @Nullable KernelRegistryAttr label) {
        if (!kernel.device().equals(device) && !kernel.device().equals("DEFAULT")) {
            return false;
        }
        if (label == null || label.values.isEmpty()) {
            return kernel.label().isEmpty();
        }
        return label.values.contains("s:" + kernel.label());
    }

    private static boolean takes(
            @Nullable Definition definition, Kernel kernel, Map<String, KernelRegistryAttr> attrs) {
        for (Map.Entry<String, Set<String>> constraint : kernel.constraints().entrySet()) {
            KernelRegistryAttr value = attrs.get(constraint.getKey());
            if (value == null && definition != null) {
                value = definition.defaults.get(constraint.getKey());
            }
            if (value == null || !value.isAllowedBy(constraint.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** The type in a device name like {@code /device:GPU:0} or {@code /cpu:0}. */
    private static String deviceType(String device) {
        String upper = device.toUpperCase(Locale.ROOT);
        int at = upper.lastIndexOf("/DEVICE:");
        if (at >= 0) {
            at += "/DEVICE:".length();
        } else if (upper.contains("/GPU:")) {
            return "GPU";
        } else {
            return "CPU";
        }
        int end = upper.indexOf(':', at);
        String type = end < 0 ? upper.substring(at) : upper.substring(at, end);
        return type.isEmpty() || type.equals("*") ? "CPU" : type;
    }

    /** The type attrs of a node, those that were left out with their defaults. */
    Map<String, String> dtypes(String op, Map<String, KernelRegistryAttr> attrs) {
        Map<String, KernelRegistryAttr> all = new TreeMap<>();
        Definition definition = definitions.get(op);
        if (definition != null) {
            all.putAll(definition.defaults);
        }
        all.putAll(attrs);
        Map<String, String> types = new TreeMap<>();
        for (Map.Entry<String, KernelRegistryAttr> attr : all.entrySet()) {
            if (attr.getValue().isType && !attr.getKey().startsWith("_")) {
                types.put(attr.getKey(), attr.getValue().text());
            }
        }
        return types;
    }
}
