package io.github.tfmobile.codegen.java;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;

/** Source of the nested classes that an app sees: Op, Kernel, Model, Tensor, Missing. */
final class ValueTypes {

    private static final ClassName STRING = ClassName.get(String.class);
    private static final TypeName STRINGS = ParameterizedTypeName.get(ClassName.get(List.class), STRING);
    private static final TypeName STRING_SET = ParameterizedTypeName.get(ClassName.get(Set.class), STRING);

    private final ClassName registry;

    ValueTypes(ClassName registry) {
        this.registry = registry;
    }

    void addTo(TypeSpec.Builder type) {
        type.addType(op())
                .addType(kernel())
                .addType(model())
                .addType(tensor())
                .addType(missing())
                .addType(malformed());
    }

    private TypeSpec op() {
        TypeName kernels = ParameterizedTypeName.get(ClassName.get(List.class), registry.nestedClass("Kernel"));
        return value("Op", "An op with the kernels that this build has of it.")
                .addField(field(STRING, "name"))
                .addField(field(STRINGS, "sourceFiles"))
                .addField(field(
                        ParameterizedTypeName.get(ClassName.get(Map.class), STRING, registry.nestedClass("AttrValue")),
                        "defaults"))
                .addField(FieldSpec.builder(kernels, "kernels", Modifier.PRIVATE, Modifier.FINAL)
                        .initializer("new $T<>()", ArrayList.class)
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(STRING, "name")
                        .addParameter(ArrayTypeName.of(STRING), "sourceFiles")
                        .addCode("this.name = name;\n")
                        .addCode(
                                "this.sourceFiles = $T.unmodifiableList($T.asList(sourceFiles));\n",
                                Collections.class,
                                Arrays.class)
                        .addCode("this.defaults = new $T<>();\n", TreeMap.class)
                        .build())
                .addMethod(getter("name", STRING, "Its name, as in {@code Conv2D}."))
                .addMethod(open("kernels", kernels)
                        .addJavadoc("Its kernels, in the order of the source files.\n")
                        .addCode("return $T.unmodifiableList(kernels);\n", Collections.class)
                        .build())
                .addMethod(open("kernelClasses", STRING_SET)
                        .addJavadoc(
                                "The C++ classes of its kernels, as in {@code Conv2DOp<CPUDevice, float>}, sorted.\n")
                        .addCode(
                                "$1T<String> classes = new $2T<>();\nfor (Kernel kernel : kernels) {\n"
                                        + "  classes.add(kernel.kernelClass);\n}\nreturn classes;\n",
                                Set.class,
                                TreeSet.class)
                        .build())
                .addMethod(open("dtypes", STRING_SET)
                        .addJavadoc(
                                "The dtypes that its kernels are registered for, as in {@code DT_FLOAT}, sorted; empty"
                                        + " when they take any.\n")
                        .addCode(
                                "$1T<String> dtypes = new $2T<>();\nfor (Kernel kernel : kernels) {\n"
                                        + "  dtypes.addAll(kernel.dtypes());\n}\nreturn dtypes;\n",
                                Set.class,
                                TreeSet.class)
                        .build())
                .addMethod(getter(
                        "sourceFiles",
                        STRINGS,
                        "The TensorFlow source files that define it and its kernels, with all that they need to link."))
                .build();
    }

    private TypeSpec kernel() {
        TypeName constraints = ParameterizedTypeName.get(ClassName.get(Map.class), STRING, STRING_SET);
        return value("Kernel", "One kernel registration.")
                .addField(field(STRING, "kernelClass"))
                .addField(field(STRING, "device"))
                .addField(field(STRING, "label"))
                .addField(field(constraints, "constraints"))
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(STRING, "kernelClass")
                        .addParameter(STRING, "device")
                        .addParameter(STRING, "label")
                        .addCode("this.kernelClass = kernelClass;\nthis.device = device;\nthis.label = label;\n")
                        .addCode("this.constraints = new $T<>();\n", TreeMap.class)
                        .build())
                .addMethod(getter(
                        "kernelClass",
                        STRING,
                        "Its C++ class as TensorFlow's sources spell it, which the header names."))
                .addMethod(getter(
                        "device", STRING, "The device type it runs on: {@code CPU}, or {@code DEFAULT} for any."))
                .addMethod(getter("label", STRING, "What a node's {@code _kernel} attr must say; empty as a rule."))
                .addMethod(open("constraints", constraints)
                        .addJavadoc(
                                "The values that each attr may have: dtypes like {@code DT_FLOAT}, or {@code s:text},"
                                        + " {@code i:7}, {@code b:true}.\n")
                        .addCode("return $T.unmodifiableMap(constraints);\n", Collections.class)
                        .build())
                .addMethod(open("dtypes", STRING_SET)
                        .addJavadoc("The dtypes among those values, sorted; empty when it takes any.\n")
                        .addCode(DTYPES, Set.class, TreeSet.class)
                        .build())
                .build();
    }

    private static final String DTYPES = """
            $1T<String> dtypes = new $2T<>();
            for ($1T<String> allowed : constraints.values()) {
              for (String value : allowed) {
                if (value.startsWith("DT_")) {
                  dtypes.add(value);
                }
              }
            }
            return dtypes;
            """;

    private TypeSpec model() {
        TypeName tensors = ParameterizedTypeName.get(ClassName.get(List.class), registry.nestedClass("Tensor"));
        return value("Model", "A model that this build was made for.")
                .addField(field(STRING, "name"))
                .addField(field(STRING, "resourcePath"))
                .addField(field(STRING, "sha256"))
                .addField(FieldSpec.builder(tensors, "inputs", Modifier.PRIVATE, Modifier.FINAL)
                        .initializer("new $T<>()", ArrayList.class)
                        .build())
                .addField(FieldSpec.builder(tensors, "outputs", Modifier.PRIVATE, Modifier.FINAL)
                        .initializer("new $T<>()", ArrayList.class)
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(STRING, "name")
                        .addParameter(STRING, "resourcePath")
                        .addParameter(STRING, "sha256")
                        .addCode("this.name = name;\nthis.resourcePath = resourcePath;\nthis.sha256 = sha256;\n")
                        .build())
                .addMethod(getter("name", STRING, "Its name in the build."))
                .addMethod(getter("resourcePath", STRING, "Where its GraphDef lies among the resources."))
                .addMethod(getter("sha256", STRING, "SHA-256 of that file, 64 lower-case hex digits."))
                .addMethod(open("inputs", tensors)
                        .addJavadoc("What to feed.\n")
                        .addCode("return $T.unmodifiableList(inputs);\n", Collections.class)
                        .build())
                .addMethod(open("outputs", tensors)
                        .addJavadoc("What to fetch.\n")
                        .addCode("return $T.unmodifiableList(outputs);\n", Collections.class)
                        .build())
                .build();
    }

    private TypeSpec tensor() {
        TypeName longs = ArrayTypeName.of(TypeName.LONG);
        return value("Tensor", "An input or output of a model.")
                .addField(field(STRING, "name"))
                .addField(field(STRING, "dtype"))
                .addField(field(longs, "shape"))
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(STRING, "name")
                        .addParameter(STRING, "dtype")
                        .addParameter(longs, "shape")
                        .addCode("this.name = name;\nthis.dtype = dtype;\nthis.shape = shape;\n")
                        .build())
                .addMethod(getter("name", STRING, "The tensor's name: {@code node} or {@code node:port}."))
                .addMethod(getter("dtype", STRING, "Its dtype, as in {@code DT_FLOAT}; empty when not known."))
                .addMethod(open("shape", longs)
                        .addJavadoc("Its shape, -1 an unknown dim; null when not even the rank is known.\n")
                        .addCode("return shape == null ? null : shape.clone();\n")
                        .build())
                .build();
    }

    private TypeSpec missing() {
        TypeName dtypes = ParameterizedTypeName.get(ClassName.get(Map.class), STRING, STRING);
        return value("Missing", "An op with dtypes that this build has no kernel for.")
                .addField(field(STRING, "op"))
                .addField(field(dtypes, "dtypes"))
                .addField(FieldSpec.builder(STRINGS, "nodes", Modifier.PRIVATE, Modifier.FINAL)
                        .initializer("new $T<>()", ArrayList.class)
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(STRING, "op")
                        .addParameter(dtypes, "dtypes")
                        .addCode("this.op = op;\nthis.dtypes = dtypes;\n")
                        .build())
                .addMethod(getter("op", STRING, "The op."))
                .addMethod(open("dtypes", dtypes)
                        .addJavadoc(
                                "Its type attrs, as in {@code T=DT_FLOAT}; a list of types is in brackets, each once.\n")
                        .addCode("return $T.unmodifiableMap(dtypes);\n", Collections.class)
                        .build())
                .addMethod(open("nodes", STRINGS)
                        .addJavadoc("The names of the nodes; {@code function:node} for one of a function.\n")
                        .addCode("return $T.unmodifiableList(nodes);\n", Collections.class)
                        .build())
                .addMethod(open("toString", STRING)
                        .addAnnotation(Override.class)
                        .addCode("return op + dtypes + \" \" + nodes;\n")
                        .build())
                .build();
    }

    private TypeSpec malformed() {
        return TypeSpec.classBuilder("MalformedGraphException")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .superclass(IOException.class)
                .addJavadoc("Bytes that are no GraphDef, or not all of one.\n")
                .addField(FieldSpec.builder(
                                TypeName.LONG, "serialVersionUID", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                        .initializer("1L")
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(STRING, "message")
                        .addCode("super(message);\n")
                        .build())
                .build();
    }

    private static TypeSpec.Builder value(String name, String doc) {
        return TypeSpec.classBuilder(name)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("$L\n", doc);
    }

    private static FieldSpec field(TypeName type, String name) {
        return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.FINAL).build();
    }

    private static MethodSpec getter(String name, TypeName type, String doc) {
        return open(name, type)
                .addJavadoc("$L\n", doc)
                .addCode(CodeBlock.of("return $L;\n", name))
                .build();
    }

    private static MethodSpec.Builder open(String name, TypeName type) {
        return MethodSpec.methodBuilder(name).addModifiers(Modifier.PUBLIC).returns(type);
    }
}
