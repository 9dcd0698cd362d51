package io.github.tfmobile.maven.cases;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Asks the generated Java registry. */
@SuppressWarnings("unchecked")
final class JavaRegistryCheck {

    private JavaRegistryCheck() {}

    /** The faults of its answers. */
    static List<String> faults(Map<String, Object> expect, Path folder, Path output) throws Exception {
        Path classes = Files.createDirectories(output.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-nowarn"));
        try (Stream<Path> sources = Files.walk(output.resolve("java"))) {
            sources.filter(file -> file.toString().endsWith(".java")).forEach(file -> arguments.add(file.toString()));
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            return List.of("the generated sources do not compile");
        }
        List<String> faults = new ArrayList<>();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            Class<?> registry = loader.loadClass("a.b.KernelRegistry");
            for (Map.Entry<String, String> asked :
                    ((Map<String, String>) expect.getOrDefault("missing_from", Map.of())).entrySet()) {
                boolean runs = runs(registry, Files.readAllBytes(folder.resolve(asked.getKey())));
                if (runs != asked.getValue().equals("runs")) {
                    faults.add("it says of " + asked.getKey() + " that it " + (runs ? "runs" : "does not run"));
                }
            }
            for (Map.Entry<String, Object> shape :
                    ((Map<String, Object>) expect.getOrDefault("input_shapes", Map.of())).entrySet()) {
                faults.addAll(shape(registry, shape.getKey(), shape.getValue()));
            }
        }
        return faults;
    }

    private static boolean runs(Class<?> registry, byte[] bytes) throws ReflectiveOperationException {
        Method method = registry.getMethod("missingFrom", byte[].class);
        try {
            return ((List<?>) method.invoke(null, (Object) bytes)).isEmpty();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException || e.getCause() instanceof IllegalArgumentException) {
                return false;
            }
            throw e;
        }
    }

    private static List<String> shape(Class<?> registry, String name, Object expected)
            throws ReflectiveOperationException {
        Map<?, ?> models = (Map<?, ?>) registry.getMethod("models").invoke(null);
        for (Object model : models.values()) {
            for (Object input : (List<?>) model.getClass().getMethod("inputs").invoke(model)) {
                if (input.getClass().getMethod("name").invoke(input).equals(name) && expected == null) {
                    Object known = input.getClass().getMethod("hasKnownRank").invoke(input);
                    return Boolean.FALSE.equals(known)
                            ? List.of()
                            : List.of("the rank of " + name + " is said to be known");
                }
            }
        }
        return List.of("there is no input " + name);
    }
}
