package io.github.tfmobile.codegen.java;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.github.tfmobile.codegen.requirement.FinalModel;
import io.github.tfmobile.codegen.requirement.ModelTensor;
import io.github.tfmobile.codegen.requirement.Requirement;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.Registration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/**
 * Source of the nested classes that hold a build's data. A method of a class file has at most 64 KB of code and a class
 * at most 65535 constants, so the statements are dealt out to as many methods and classes as they need.
 */
final class RegistryData {

    /** Estimated bytes of code in a method; an estimate counts high. */
    private static final int METHOD_BYTES = 30_000;
    /** Distinct strings in a class; each takes two constants. */
    private static final int CLASS_STRINGS = 20_000;
    /** Chars of a string constant; a char takes up to three bytes of at most 65535. */
    private static final int STRING_CHARS = 20_000;

    /** TensorFlow has no tensors of more (tensorflow/core/framework/tensor_shape.h, MaxDimensions). */
    private static final int MAX_DIMS = 254;

    private static final int STATEMENT_BYTES = 24;
    private static final int STRING_BYTES = 12;

    private final Requirements requirements;
    private final ClassName registry;
    private final List<TypeSpec> holders = new ArrayList<>();
    private final List<MethodSpec> methods = new ArrayList<>();
    private CodeBlock.Builder code = CodeBlock.builder();
    private int bytes;
    private final Set<String> strings = new HashSet<>();

    RegistryData(Requirements requirements, ClassName registry) {
        this.requirements = requirements;
        this.registry = registry;
    }

    /** The classes, each with a method {@code addTo(ops, models, kernelFree)}. */
    List<TypeSpec> holders() {
        ops();
        requirements.kernelFree().keySet().forEach(op -> {
            Statement statement = new Statement("kernelFree.add(").string(op);
            add(statement);
        });
        requirements.models().forEach(this::model);
        endMethod();
        endHolder();
        return List.copyOf(holders);
    }

    private void ops() {
        SortedMap<String, List<Registration>> byOp = new TreeMap<>();
        for (Registration registration : requirements.registered()) {
            byOp.computeIfAbsent(registration.op(), op -> new ArrayList<>()).add(registration);
        }
        Map<String, SortedSet<String>> files = new TreeMap<>();
        for (Requirement requirement : requirements.required()) {
            SortedSet<String> ofOp = files.computeIfAbsent(requirement.op(), op -> new TreeSet<>());
            ofOp.addAll(requirement.kernelFiles());
            ofOp.addAll(requirement.opFiles());
        }
        byOp.forEach((op, registrations) -> {
            Statement head = new Statement("op(ops, ").string(op);
            files.getOrDefault(op, new TreeSet<>()).forEach(head::next);
            add(head);
            defaults(op, registrations);
            for (Registration registration : registrations) {
                kernel(registration);
            }
        });
    }

    private void defaults(String op, List<Registration> registrations) {
        OpDef def = requirements.ops().find(op);
        if (def == null) {
            return;
        }
        SortedSet<String> constrained = new TreeSet<>();
        registrations.forEach(
                registration -> registration.constraints().forEach(constraint -> constrained.add(constraint.attr())));
        for (OpDef.AttrDef attr : def.getAttrList()) {
            if (attr.hasDefaultValue() && constrained.contains(attr.getName())) {
                AttrValue value = attr.getDefaultValue();
                boolean isType = attr.getType().contains("type");
                Statement statement = new Statement("attrDefault(ops, ")
                        .string(op)
                        .next(attr.getName())
                        .literal(isType)
                        .literal(attr.getType().startsWith("list("));
                texts(value).forEach(statement::next);
                add(statement);
            }
        }
    }

    private static List<String> texts(AttrValue value) {
        List<String> texts = new ArrayList<>();
        switch (value.getValueCase()) {
            case TYPE -> texts.add(Dtype.of(value).constant());
            case S -> texts.add("s:" + value.getS().toStringUtf8());
            case I -> texts.add("i:" + value.getI());
            case B -> texts.add("b:" + value.getB());
            case LIST -> {
                value.getList().getTypeValueList().forEach(type -> texts.add(new Dtype(type).constant()));
                value.getList().getSList().forEach(s -> texts.add("s:" + s.toStringUtf8()));
                value.getList().getIList().forEach(i -> texts.add("i:" + i));
                value.getList().getBList().forEach(b -> texts.add("b:" + b));
            }
            default -> {
                // no kernel depends on a value of another kind
            }
        }
        return texts;
    }

    private void kernel(Registration registration) {
        add(new Statement("kernel(ops, ")
                .string(registration.op())
                .next(registration.kernelClass())
                .next(registration.device())
                .next(registration.label()));
        for (Constraint constraint : registration.constraints()) {
            Statement statement =
                    new Statement("constraint(ops, ").string(registration.op()).next(constraint.attr());
            constraint.allowed().forEach(statement::next);
            add(statement);
        }
    }

    private void model(FinalModel model) {
        add(new Statement("model(models, ")
                .string(model.name())
                .next(model.resourcePath())
                .next(model.sha256()));
        model.inputs().forEach(tensor -> tensor("input(models, ", model, tensor));
        model.outputs().forEach(tensor -> tensor("output(models, ", model, tensor));
    }

    private void tensor(String call, FinalModel model, ModelTensor tensor) {
        Statement statement = new Statement(call)
                .string(model.name())
                .next(tensor.name())
                .next(tensor.dtype() == null ? "" : tensor.dtype().constant());
        if (tensor.shape() == null
                || tensor.shape().getUnknownRank()
                || tensor.shape().getDimCount() > MAX_DIMS) {
            statement.code.add(", null");
        } else {
            statement.code.add(", new long[] {");
            for (int i = 0; i < tensor.shape().getDimCount(); i++) {
                statement.code.add(
                        i == 0 ? "$L" : ", $L", tensor.shape().getDim(i).getSize() + "L");
                statement.bytes += STRING_BYTES;
            }
            statement.code.add("}");
        }
        add(statement);
    }

    /** One call, with a count of what it costs. */
    private static final class Statement {
        private final CodeBlock.Builder code = CodeBlock.builder();
        private final Set<String> strings = new HashSet<>();
        private int bytes = STATEMENT_BYTES;

        Statement(String call) {
            code.add("$[$L", call);
        }

        Statement string(String text) {
            bytes += STRING_BYTES;
            if (text.length() <= STRING_CHARS) {
                strings.add(text);
                code.add("$S", text);
                return this;
            }
            code.add("text(");
            for (int i = 0; i < text.length(); i += STRING_CHARS) {
                String part = text.substring(i, Math.min(text.length(), i + STRING_CHARS));
                strings.add(part);
                bytes += STRING_BYTES;
                code.add(i == 0 ? "$S" : ", $S", part);
            }
            code.add(")");
            return this;
        }

        Statement next(String text) {
            code.add(",$W");
            return string(text);
        }

        Statement literal(boolean value) {
            code.add(",$W$L", value);
            return this;
        }
    }

    private void add(Statement statement) {
        if (bytes > 0 && bytes + statement.bytes > METHOD_BYTES) {
            endMethod();
        }
        if (!strings.isEmpty() && strings.size() + statement.strings.size() > CLASS_STRINGS) {
            endMethod();
            endHolder();
        }
        bytes += statement.bytes;
        strings.addAll(statement.strings);
        code.add(statement.code.add(");\n$]").build());
    }

    private void endMethod() {
        if (bytes > 0) {
            methods.add(filler("part" + methods.size(), code.build()));
            code = CodeBlock.builder();
            bytes = 0;
        }
    }

    private void endHolder() {
        if (methods.isEmpty()) {
            return;
        }
        CodeBlock.Builder calls = CodeBlock.builder();
        for (MethodSpec method : methods) {
            calls.addStatement("$L(ops, models, kernelFree)", method.name());
        }
        holders.add(TypeSpec.classBuilder("Data" + holders.size())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .addMethod(filler("addTo", calls.build()))
                .addMethods(methods)
                .build());
        methods.clear();
        strings.clear();
    }

    private MethodSpec filler(String name, CodeBlock body) {
        return MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.STATIC)
                .addParameter(map("Op"), "ops")
                .addParameter(map("Model"), "models")
                .addParameter(ParameterizedTypeName.get(Set.class, String.class), "kernelFree")
                .addCode(body)
                .build();
    }

    private TypeName map(String type) {
        return ParameterizedTypeName.get(
                ClassName.get(Map.class), ClassName.get(String.class), registry.nestedClass(type));
    }

    /** The methods that the statements call. */
    List<MethodSpec> helpers() {
        return List.of(
                helper("op", map("Op"), "ops", "files", "name")
                        .addCode("ops.put(name, new Op(name, files));\n")
                        .build(),
                MethodSpec.methodBuilder("attrDefault")
                        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                        .addParameter(map("Op"), "ops")
                        .addParameter(String.class, "op")
                        .addParameter(String.class, "attr")
                        .addParameter(TypeName.BOOLEAN, "isType")
                        .addParameter(TypeName.BOOLEAN, "isList")
                        .addParameter(ArrayTypeName.of(String.class), "values")
                        .varargs()
                        .addCode("AttrValue value = new AttrValue();\nvalue.isType = isType;\nvalue.isList = isList;\n")
                        .addCode("for (String text : values) {\n  value.values.add(text);\n}\n")
                        .addCode("ops.get(op).defaults.put(attr, value);\n")
                        .build(),
                helper("kernel", map("Op"), "ops", null, "op", "kernelClass", "device", "label")
                        .addCode("ops.get(op).kernels.add(new Kernel(kernelClass, device, label));\n")
                        .build(),
                helper("constraint", map("Op"), "ops", "allowed", "op", "attr")
                        .addJavadoc("Of the kernel added last.\n")
                        .addCode("List<Kernel> kernels = ops.get(op).kernels;\n")
                        .addCode("Set<String> values = new $T<>();\n", TreeSet.class)
                        .addCode("for (String value : allowed) {\n  values.add(value);\n}\n")
                        .addCode("kernels.get(kernels.size() - 1).constraints.put(attr, values);\n")
                        .build(),
                helper("model", map("Model"), "models", null, "name", "resourcePath", "sha256")
                        .addCode("models.put(name, new Model(name, resourcePath, sha256));\n")
                        .build(),
                helper("input", map("Model"), "models", null, "model", "name", "dtype")
                        .addParameter(ArrayTypeName.of(TypeName.LONG), "shape")
                        .addCode("models.get(model).inputs.add(new Tensor(name, dtype, shape));\n")
                        .build(),
                helper("output", map("Model"), "models", null, "model", "name", "dtype")
                        .addParameter(ArrayTypeName.of(TypeName.LONG), "shape")
                        .addCode("models.get(model).outputs.add(new Tensor(name, dtype, shape));\n")
                        .build(),
                MethodSpec.methodBuilder("text")
                        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                        .returns(String.class)
                        .addJavadoc("A text too long for one constant.\n")
                        .addParameter(ArrayTypeName.of(String.class), "parts")
                        .varargs()
                        .addCode("$1T text = new $1T();\n", StringBuilder.class)
                        .addCode("for (String part : parts) {\n  text.append(part);\n}\nreturn text.toString();\n")
                        .build());
    }

    private static MethodSpec.Builder helper(
            String name, TypeName first, String firstName, @Nullable String rest, String... texts) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(first, firstName);
        for (String text : texts) {
            method.addParameter(String.class, text);
        }
        if (rest != null) {
            method.addParameter(ArrayTypeName.of(String.class), rest).varargs();
        }
        return method;
    }
}
