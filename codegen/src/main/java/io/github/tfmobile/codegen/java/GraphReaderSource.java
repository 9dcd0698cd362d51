package io.github.tfmobile.codegen.java;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;

/**
 * Source of the nested classes that gather the nodes of a GraphDef, in the graph and in the functions that it calls,
 * and ask for each whether the build has a kernel for it. Field numbers are those of
 * tensorflow/core/framework/{graph,node_def,attr_value,function}.proto.
 */
final class GraphReaderSource {

    private static final ClassName STRING = ClassName.get(String.class);
    private static final TypeName STRINGS = ParameterizedTypeName.get(ClassName.get(Set.class), STRING);

    private final ClassName registry;
    private final ClassName wire;
    private final ClassName scope;
    private final ClassName value;

    GraphReaderSource(ClassName registry) {
        this.registry = registry;
        this.wire = registry.nestedClass("Wire");
        this.scope = registry.nestedClass("Scope");
        this.value = registry.nestedClass("AttrValue");
    }

    /** The value of an attr, as far as a kernel may depend on it. */
    TypeSpec attrValue() {
        return TypeSpec.classBuilder(value)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("The value of an attr, as far as a kernel may depend on it.\n")
                .addField(FieldSpec.builder(STRINGS, "values")
                        .addJavadoc(
                                "{@code DT_FLOAT}, {@code s:text}, {@code i:7}, {@code b:true}; several of a list.\n")
                        .initializer("new $T<>()", TreeSet.class)
                        .build())
                .addField(TypeName.BOOLEAN, "isType")
                .addField(TypeName.BOOLEAN, "isList")
                .addField(FieldSpec.builder(TypeName.BOOLEAN, "isOpen")
                        .addJavadoc("An attr of the enclosing function, known only when it is called.\n")
                        .build())
                .build();
    }

    /** The nodes of a graph or of one function. */
    TypeSpec scopeType() {
        return TypeSpec.classBuilder(scope)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc(
                        "What a graph or a function holds: its nodes by what they ask for, and the functions they may"
                                + " call.\n")
                .addField(FieldSpec.builder(STRING, "name").initializer("\"\"").build())
                .addField(FieldSpec.builder(
                                ParameterizedTypeName.get(
                                        ClassName.get(Map.class), STRING, registry.nestedClass("Missing")),
                                "missing")
                        .initializer("new $T<>()", TreeMap.class)
                        .build())
                .addField(FieldSpec.builder(STRINGS, "functions")
                        .initializer("new $T<>()", HashSet.class)
                        .build())
                .build();
    }

    /** The reader. */
    TypeSpec reader() {
        return TypeSpec.classBuilder("GraphReader")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("Gathers what a GraphDef asks for; tensors are skipped, never kept.\n")
                .addField(wire, "wire", Modifier.PRIVATE, Modifier.FINAL)
                .addField(FieldSpec.builder(
                                ParameterizedTypeName.get(ClassName.get(Map.class), STRING, scope),
                                "library",
                                Modifier.PRIVATE,
                                Modifier.FINAL)
                        .initializer("new $T<>()", HashMap.class)
                        .build())
                .addField(FieldSpec.builder(
                                ParameterizedTypeName.get(ClassName.get(Map.class), STRING, STRING),
                                "gradients",
                                Modifier.PRIVATE,
                                Modifier.FINAL)
                        .initializer("new $T<>()", HashMap.class)
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addParameter(wire, "wire")
                        .addCode("this.wire = wire;\n")
                        .build())
                .addMethod(read("graph")
                        .returns(ParameterizedTypeName.get(ClassName.get(List.class), registry.nestedClass("Missing")))
                        .addCode(GRAPH, HashSet.class, TreeMap.class, ArrayList.class)
                        .build())
                .addMethod(read("library")
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(LIBRARY)
                        .build())
                .addMethod(read("function")
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(FUNCTION)
                        .build())
                .addMethod(read("gradient")
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(GRADIENT)
                        .build())
                .addMethod(read("node")
                        .addParameter(scope, "scope")
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(NODE)
                        .build())
                .addMethod(read("attr")
                        .addParameter(ParameterizedTypeName.get(ClassName.get(Map.class), STRING, value), "attrs")
                        .addParameter(scope, "scope")
                        .addParameter(TypeName.LONG, "limit")
                        .addParameter(TypeName.INT, "depth")
                        .addCode(ATTR)
                        .build())
                .addMethod(read("value")
                        .returns(value)
                        .addParameter(scope, "scope")
                        .addParameter(TypeName.LONG, "limit")
                        .addParameter(TypeName.INT, "depth")
                        .addCode(VALUE)
                        .build())
                .addMethod(read("list")
                        .addParameter(value, "value")
                        .addParameter(scope, "scope")
                        .addParameter(TypeName.LONG, "limit")
                        .addParameter(TypeName.INT, "depth")
                        .addCode(LIST)
                        .build())
                .addMethod(read("functionName")
                        .addParameter(scope, "scope")
                        .addParameter(TypeName.LONG, "limit")
                        .addParameter(TypeName.INT, "depth")
                        .addCode(FUNCTION_NAME)
                        .build())
                .addMethod(read("add")
                        .addParameter(value, "value")
                        .addParameter(STRING, "text")
                        .addCode(ADD)
                        .build())
                .build();
    }

    private static MethodSpec.Builder read(String name) {
        return MethodSpec.methodBuilder(name).addException(IOException.class);
    }

    private static final String GRAPH = """
            Scope main = new Scope();
            while (!wire.atEnd(Long.MAX_VALUE)) {
              int tag = wire.tag(Long.MAX_VALUE);
              if (tag == (1 << 3 | 2)) {
                node(main, wire.end(Long.MAX_VALUE));
              } else if (tag == (2 << 3 | 2)) {
                library(wire.end(Long.MAX_VALUE));
              } else {
                wire.skip(tag, Long.MAX_VALUE, 0);
              }
            }
            Map<String, Missing> found = new $2T<>();
            Set<String> seen = new $1T<>();
            List<Scope> open = new $3T<>();
            open.add(main);
            for (int i = 0; i < open.size(); i++) {
              Scope scope = open.get(i);
              for (Map.Entry<String, Missing> entry : scope.missing.entrySet()) {
                if (library.containsKey(entry.getValue().op)) {
                  continue; // a call, which needs no kernel
                }
                Missing missing = found.get(entry.getKey());
                if (missing == null) {
                  missing = new Missing(entry.getValue().op, entry.getValue().dtypes);
                  found.put(entry.getKey(), missing);
                }
                for (String node : entry.getValue().nodes) {
                  missing.nodes.add(i == 0 ? node : scope.name + ":" + node);
                }
              }
              for (String function : scope.functions) {
                if (library.containsKey(function) && seen.add(function)) {
                  open.add(library.get(function));
                }
                String gradient = scope.functions.contains("SymbolicGradient") ? gradients.get(function) : null;
                if (gradient != null && library.containsKey(gradient) && seen.add(gradient)) {
                  open.add(library.get(gradient));
                }
              }
            }
            return new $3T<>(found.values());
            """;

    private static final String LIBRARY = """
            while (!wire.atEnd(limit)) {
              int tag = wire.tag(limit);
              if (tag == (1 << 3 | 2)) {
                function(wire.end(limit));
              } else if (tag == (2 << 3 | 2)) {
                gradient(wire.end(limit));
              } else {
                wire.skip(tag, limit, 0);
              }
            }
            """;

    private static final String FUNCTION = """
            Scope scope = new Scope();
            while (!wire.atEnd(limit)) {
              int tag = wire.tag(limit);
              if (tag == (1 << 3 | 2)) {
                long end = wire.end(limit);
                while (!wire.atEnd(end)) {
                  int inner = wire.tag(end);
                  if (inner == (1 << 3 | 2)) {
                    scope.name = wire.text(end);
                  } else {
                    wire.skip(inner, end, 0);
                  }
                }
              } else if (tag == (3 << 3 | 2)) {
                node(scope, wire.end(limit));
              } else {
                wire.skip(tag, limit, 0);
              }
            }
            if (!library.containsKey(scope.name)) {
              library.put(scope.name, scope);
            }
            """;

    private static final String GRADIENT = """
            String function = "";
            String gradient = "";
            while (!wire.atEnd(limit)) {
              int tag = wire.tag(limit);
              if (tag == (1 << 3 | 2)) {
                function = wire.text(limit);
              } else if (tag == (2 << 3 | 2)) {
                gradient = wire.text(limit);
              } else {
                wire.skip(tag, limit, 0);
              }
            }
            gradients.put(function, gradient);
            """;

    private static final String NODE = """
            String name = "";
            String op = "";
            String device = "";
            Map<String, AttrValue> attrs = new TreeMap<>();
            while (!wire.atEnd(limit)) {
              int tag = wire.tag(limit);
              if (tag == (1 << 3 | 2)) {
                name = wire.text(limit);
              } else if (tag == (2 << 3 | 2)) {
                op = wire.text(limit);
              } else if (tag == (4 << 3 | 2)) {
                device = wire.text(limit);
              } else if (tag == (5 << 3 | 2)) {
                attr(attrs, scope, wire.end(limit), 0);
              } else {
                wire.skip(tag, limit, 0);
              }
            }
            scope.functions.add(op);
            if (!covers(op, device, attrs)) {
              Map<String, String> dtypes = dtypes(op, attrs);
              String key = op + dtypes;
              Missing missing = scope.missing.get(key);
              if (missing == null) {
                missing = new Missing(op, dtypes);
                scope.missing.put(key, missing);
              }
              missing.nodes.add(name);
            }
            """;

    private static final String ATTR = """
            String key = "";
            AttrValue value = new AttrValue();
            while (!wire.atEnd(limit)) {
              int tag = wire.tag(limit);
              if (tag == (1 << 3 | 2)) {
                key = wire.text(limit);
              } else if (tag == (2 << 3 | 2)) {
                value = value(scope, wire.end(limit), depth + 1);
              } else {
                wire.skip(tag, limit, depth);
              }
            }
            attrs.put(key, value);
            """;

    private static final String VALUE = """
            if (depth > MAX_DEPTH) {
              throw wire.malformed("Messages are nested too deeply");
            }
            AttrValue value = new AttrValue();
            while (!wire.atEnd(limit)) {
              int tag = wire.tag(limit);
              if (tag == (2 << 3 | 2)) {
                long end = wire.end(limit);
                if (end - wire.position() <= MAX_STRING) {
                  value = new AttrValue();
                  value.values.add("s:" + wire.textTo(end));
                } else {
                  wire.skipTo(end);
                }
              } else if (tag == (3 << 3 | 0)) {
                value = new AttrValue();
                value.values.add("i:" + wire.varint(limit));
              } else if (tag == (5 << 3 | 0)) {
                value = new AttrValue();
                value.values.add("b:" + (wire.varint(limit) != 0));
              } else if (tag == (6 << 3 | 0)) {
                value = new AttrValue();
                value.isType = true;
                value.values.add(typeName(wire.varint(limit)));
              } else if (tag == (1 << 3 | 2)) {
                value = new AttrValue();
                value.isList = true;
                list(value, scope, wire.end(limit), depth + 1);
              } else if (tag == (9 << 3 | 2)) {
                wire.skip(tag, limit, depth);
                value = new AttrValue();
                value.isOpen = true;
              } else if (tag == (10 << 3 | 2)) {
                functionName(scope, wire.end(limit), depth + 1);
              } else {
                wire.skip(tag, limit, depth);
              }
            }
            return value;
            """;

    private static final String LIST = """
            while (!wire.atEnd(limit)) {
              int tag = wire.tag(limit);
              if (tag == (2 << 3 | 2)) {
                long end = wire.end(limit);
                if (end - wire.position() <= MAX_STRING) {
                  add(value, "s:" + wire.textTo(end));
                } else {
                  wire.skipTo(end);
                }
              } else if (tag == (3 << 3 | 0)) {
                add(value, "i:" + wire.varint(limit));
              } else if (tag == (3 << 3 | 2)) {
                for (long end = wire.end(limit); !wire.atEnd(end); ) {
                  add(value, "i:" + wire.varint(end));
                }
              } else if (tag == (5 << 3 | 0)) {
                add(value, "b:" + (wire.varint(limit) != 0));
              } else if (tag == (5 << 3 | 2)) {
                for (long end = wire.end(limit); !wire.atEnd(end); ) {
                  add(value, "b:" + (wire.varint(end) != 0));
                }
              } else if (tag == (6 << 3 | 0)) {
                value.isType = true;
                add(value, typeName(wire.varint(limit)));
              } else if (tag == (6 << 3 | 2)) {
                for (long end = wire.end(limit); !wire.atEnd(end); ) {
                  value.isType = true;
                  add(value, typeName(wire.varint(end)));
                }
              } else if (tag == (9 << 3 | 2)) {
                functionName(scope, wire.end(limit), depth + 1);
              } else {
                wire.skip(tag, limit, depth);
              }
            }
            """;

    private static final String FUNCTION_NAME = """
            if (depth > MAX_DEPTH) {
              throw wire.malformed("Messages are nested too deeply");
            }
            while (!wire.atEnd(limit)) {
              int tag = wire.tag(limit);
              if (tag == (1 << 3 | 2)) {
                scope.functions.add(wire.text(limit));
              } else if (tag == (2 << 3 | 2)) {
                attr(new TreeMap<String, AttrValue>(), scope, wire.end(limit), depth + 1);
              } else {
                wire.skip(tag, limit, depth);
              }
            }
            """;

    private static final String ADD = """
            // Kernels depend on which values a list has, not on how often; real ones depend on a few types.
            if (value.values.size() < MAX_LIST) {
              value.values.add(text);
            }
            """;
}
