package io.github.tfmobile.codegen.java;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.codegen.requirement.Requirement;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.lite.model.BuiltinOperator;
import io.github.tfmobile.lite.runtime.LiteReleases;
import io.github.tfmobile.lite.runtime.LiteRuntime;
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
    private final ClassName tables;
    private final List<TypeSpec> holders = new ArrayList<>();
    private final List<MethodSpec> methods = new ArrayList<>();
    private CodeBlock.Builder code = CodeBlock.builder();
    private int bytes;
    private final Set<String> strings = new HashSet<>();

    RegistryData(Requirements requirements, ClassName tables) {
        this.requirements = requirements;
        this.tables = tables;
    }

    /** The classes, each with a method {@code addTo(tables)}. */
    List<TypeSpec> holders() {
        ops();
        requirements.kernelFree().keySet().forEach(op -> {
            add(new Statement("tables.kernelFree(").string(op));
            definition(op);
        });
        requirements.models().forEach(this::model);
        if (requirements.lite().runtime() != null || !requirements.liteModels().isEmpty()) {
            liteOps(requirements.lite());
        }
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
            Statement head = new Statement("tables.op(").string(op);
            files.getOrDefault(op, new TreeSet<>()).forEach(head::next);
            add(head);
            definition(op);
            defaults(op, registrations);
            for (Registration registration : registrations) {
                kernel(registration);
            }
        });
    }

    /** The attrs that the release knows of an op, and from when on it refuses it. */
    private void definition(String op) {
        OpDef def = requirements.ops().find(op);
        if (def == null) {
            return;
        }
        attrs("tables.required(", op, def, false);
        attrs("tables.optional(", op, def, true);
        if (def.hasDeprecation()) {
            Statement statement = new Statement("tables.retired(").string(op);
            statement.code.add(", $L", def.getDeprecation().getVersion());
            add(statement);
        }
    }

    private void attrs(String call, String op, OpDef def, boolean withDefault) {
        Statement statement = new Statement(call).string(op);
        boolean any = false;
        for (OpDef.AttrDef attr : def.getAttrList()) {
            if (attr.hasDefaultValue() == withDefault) {
                statement.next(attr.getName());
                any = true;
            }
        }
        if (any) {
            add(statement);
        }
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
                Statement statement = new Statement("tables.attrDefault(")
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
        add(new Statement("tables.kernel(")
                .string(registration.op())
                .next(registration.kernelClass())
                .next(registration.device())
                .next(registration.label()));
        for (Constraint constraint : registration.constraints()) {
            Statement statement = new Statement("tables.constraint(")
                    .string(registration.op())
                    .next(constraint.attr());
            constraint.allowed().forEach(statement::next);
            add(statement);
        }
    }

    private void model(FinalModel model) {
        add(new Statement("tables.model(")
                .string(model.name())
                .next(model.resourcePath())
                .next(model.sha256()));
        model.inputs().forEach(tensor -> tensor("tables.input(", model, tensor));
        model.outputs().forEach(tensor -> tensor("tables.output(", model, tensor));
    }

    /** What the runtime of TensorFlow Lite has. */
    private void liteOps(LiteTarget target) {
        LiteRuntime runtime = target.runtime();
        List<String> names = new ArrayList<>();
        for (String name = BuiltinOperator.name(0); name != null; name = BuiltinOperator.name(names.size())) {
            names.add(name);
        }
        Statement named = new Statement("tables.lite().names(");
        named.code.add("$L", 0);
        names.forEach(named::next);
        add(named);
        if (runtime != null) {
            add(new Statement("tables.lite().runtime(").string(runtime.text()));
            runtime.registered().builtin().forEach((op, versions) -> {
                Statement statement = new Statement("tables.lite().builtin(").string(op);
                statement.code.add(", $L, $L", versions.lowest(), versions.highest());
                add(statement);
            });
        }
        // Which custom ops a runtime brings along has been the same in all releases.
        SortedSet<String> custom = new TreeSet<>((runtime == null ? LiteReleases.newest() : runtime)
                .registered()
                .custom()
                .keySet());
        custom.addAll(target.customOps());
        Statement statement = new Statement("tables.lite().custom(").string(custom.first());
        custom.tailSet(custom.first() + "\0").forEach(statement::next);
        add(statement);
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
            code.add("KernelRegistryTables.text(");
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
            calls.addStatement("$L(tables)", method.name());
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
                .addParameter(tables, "tables")
                .addCode(body)
                .build();
    }
}
