package io.github.tfmobile.codegen.java;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.Modifier;

/**
 * Source of the methods that find a kernel for a node as the runtime does (tensorflow/core/framework/op_kernel.cc,
 * FindKernelRegistration).
 */
final class Coverage {

    private static final ClassName STRING = ClassName.get(String.class);

    private final ClassName registry;

    Coverage(ClassName registry) {
        this.registry = registry;
    }

    List<MethodSpec> methods() {
        TypeName attrs = ParameterizedTypeName.get(ClassName.get(Map.class), STRING, registry.nestedClass("AttrValue"));
        return List.of(
                method("covers", TypeName.BOOLEAN)
                        .addJavadoc("Whether a kernel of this build takes the node.\n")
                        .addParameter(STRING, "op")
                        .addParameter(STRING, "device")
                        .addParameter(attrs, "attrs")
                        .addCode(COVERS)
                        .build(),
                method("takes", TypeName.BOOLEAN)
                        .addParameter(registry.nestedClass("Op"), "op")
                        .addParameter(registry.nestedClass("Kernel"), "kernel")
                        .addParameter(attrs, "attrs")
                        .addCode(TAKES)
                        .build(),
                method("deviceType", STRING)
                        .addJavadoc("The type in a device name like {@code /device:GPU:0} or {@code /cpu:0}.\n")
                        .addParameter(STRING, "device")
                        .addCode(DEVICE_TYPE, Locale.class)
                        .build(),
                method("dtypes", ParameterizedTypeName.get(ClassName.get(Map.class), STRING, STRING))
                        .addParameter(STRING, "op")
                        .addParameter(attrs, "attrs")
                        .addCode(DTYPES, TreeMap.class)
                        .build(),
                method("typeName", STRING)
                        .addParameter(TypeName.LONG, "number")
                        .addCode(TYPE_NAME)
                        .build());
    }

    private static MethodSpec.Builder method(String name, TypeName returns) {
        return MethodSpec.methodBuilder(name)
                .addModifiers(Arrays.asList(Modifier.PRIVATE, Modifier.STATIC))
                .returns(returns);
    }

    private static final String COVERS = """
            if (KERNEL_FREE.contains(op)) {
              return true;
            }
            Op found = OPS.get(op);
            if (found == null) {
              return false;
            }
            String type = deviceType(device);
            AttrValue labels = attrs.get("_kernel");
            for (Kernel kernel : found.kernels) {
              boolean labelled =
                  labels == null || labels.values.isEmpty()
                      ? kernel.label.isEmpty()
                      : labels.values.contains("s:" + kernel.label);
              boolean here = kernel.device.equals(type) || kernel.device.equals("DEFAULT");
              if (labelled && here && takes(found, kernel, attrs)) {
                return true;
              }
            }
            return false;
            """;

    private static final String TAKES = """
            for (Map.Entry<String, Set<String>> constraint : kernel.constraints.entrySet()) {
              AttrValue value = attrs.get(constraint.getKey());
              if (value == null) {
                value = op.defaults.get(constraint.getKey());
              }
              if (value == null) {
                return false;
              }
              if (value.isOpen) {
                continue;
              }
              if ((value.values.isEmpty() && !value.isList) || !constraint.getValue().containsAll(value.values)) {
                return false;
              }
            }
            return true;
            """;

    private static final String DEVICE_TYPE = """
            String upper = device.toUpperCase($T.ROOT);
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
            """;

    private static final String DTYPES = """
            Map<String, AttrValue> all = new $1T<>(attrs);
            Op found = OPS.get(op);
            if (found != null) {
              for (Map.Entry<String, AttrValue> attr : found.defaults.entrySet()) {
                if (!all.containsKey(attr.getKey())) {
                  all.put(attr.getKey(), attr.getValue());
                }
              }
            }
            Map<String, String> dtypes = new $1T<>();
            for (Map.Entry<String, AttrValue> attr : all.entrySet()) {
              AttrValue value = attr.getValue();
              if (value.isType && !attr.getKey().startsWith("_")) {
                dtypes.put(
                    attr.getKey(),
                    value.isList ? value.values.toString() : value.values.iterator().next());
              }
            }
            return dtypes;
            """;

    private static final String TYPE_NAME = """
            if (number > 100 && number - 100 < TYPES.length) {
              return TYPES[(int) (number - 100)] + "_REF";
            }
            return number >= 0 && number < TYPES.length ? TYPES[(int) number] : "DT_" + number;
            """;
}
