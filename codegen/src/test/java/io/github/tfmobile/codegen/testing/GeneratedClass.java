package io.github.tfmobile.codegen.testing;

import io.github.tfmobile.codegen.output.GeneratedFile;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A generated registry, compiled for Java 8 in memory and loaded. */
public final class GeneratedClass {

    private final Class<?> type;

    private GeneratedClass(Class<?> type) {
        this.type = type;
    }

    /** Compiles with all warnings as errors but the one about Java 8 being old. */
    public static GeneratedClass compile(String name, List<GeneratedFile> sources) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        JavaFileManager standard = compiler.getStandardFileManager(diagnostics, null, StandardCharsets.US_ASCII);
        try (JavaFileManager manager = new ForwardingJavaFileManager<>(standard) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("mem:///" + className.replace('.', '/')), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                        classes.put(className, bytes);
                        return bytes;
                    }
                };
            }
        }) {
            List<JavaFileObject> files = new ArrayList<>();
            for (GeneratedFile source : sources) {
                files.add(new SimpleJavaFileObject(URI.create("mem:///" + source.path()), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source.text();
                    }
                });
            }
            boolean compiled = compiler.getTask(
                            null,
                            manager,
                            diagnostics,
                            List.of("--release", "8", "-Xlint:all,-options,-serial", "-Werror", "-proc:none"),
                            null,
                            files)
                    .call();
            if (!compiled) {
                List<String> errors = diagnostics.getDiagnostics().stream()
                        .filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
                        .limit(10)
                        .map(Object::toString)
                        .toList();
                throw new AssertionError(String.join("\n", errors));
            }
        }
        return new GeneratedClass(
                new ClassLoader(GeneratedClass.class.getClassLoader()) {
                    @Override
                    protected Class<?> findClass(String className) throws ClassNotFoundException {
                        ByteArrayOutputStream bytes = classes.get(className);
                        if (bytes == null) {
                            throw new ClassNotFoundException(className);
                        }
                        return defineClass(className, bytes.toByteArray(), 0, bytes.size());
                    }
                }.loadClass(name));
    }

    /** The class. */
    public Class<?> type() {
        return type;
    }

    /** A static method without arguments. */
    public Object call(String method) throws Exception {
        return type.getMethod(method).invoke(null);
    }

    /** A getter of one of the objects that the class gives. */
    public static Object get(Object target, String method) throws Exception {
        return target.getClass().getMethod(method).invoke(target);
    }

    /** {@code isRegistered(op, dtype)}. */
    public boolean isRegistered(String op, String dtype) throws Exception {
        return (Boolean)
                type.getMethod("isRegistered", String.class, String.class).invoke(null, op, dtype);
    }

    /** The reasons that {@code missingFrom(bytes)} gives, by {@code op{attrs}}. */
    public Map<String, Object> reasons(byte[] graph) throws Exception {
        Map<String, Object> found = new TreeMap<>();
        for (Object missing :
                (List<?>) type.getMethod("missingFrom", byte[].class).invoke(null, graph)) {
            found.put("" + get(missing, "op") + get(missing, "dtypes"), get(missing, "reason"));
        }
        return found;
    }

    /** {@code missingFrom(bytes)} as {@code op{attrs} -> nodes}. */
    public Map<String, List<?>> missingFrom(byte[] graph) throws Exception {
        return missing(type.getMethod("missingFrom", byte[].class), graph);
    }

    /** {@code missingFrom(stream)} as {@code op{attrs} -> nodes}. */
    public Map<String, List<?>> missingFrom(InputStream graph) throws Exception {
        return missing(type.getMethod("missingFrom", InputStream.class), graph);
    }

    private static Map<String, List<?>> missing(Method method, Object graph) throws Exception {
        try {
            Map<String, List<?>> found = new TreeMap<>();
            for (Object missing : (List<?>) method.invoke(null, graph)) {
                found.put("" + get(missing, "op") + get(missing, "dtypes"), (List<?>) get(missing, "nodes"));
            }
            return found;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        }
    }
}
