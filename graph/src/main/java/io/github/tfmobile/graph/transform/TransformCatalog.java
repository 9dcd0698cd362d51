package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.problem.TransformProblem;
import java.util.Collections;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The transforms that a class loader sees: ours and those that users add, found as services. */
public final class TransformCatalog {

    private final SortedMap<String, Transform> transforms;

    private TransformCatalog(SortedMap<String, Transform> transforms) {
        this.transforms = transforms;
    }

    /** The transforms that the loader of this class sees: in a Maven build those on the plugin's class path. */
    public static TransformCatalog load() throws ProblemException {
        ClassLoader loader = Transform.class.getClassLoader();
        return load(loader == null ? ClassLoader.getSystemClassLoader() : loader);
    }

    /**
     * The transforms that a class loader sees.
     *
     * @throws ProblemException if one cannot be loaded, has an impossible name, or two have the same
     */
    public static TransformCatalog load(ClassLoader loader) throws ProblemException {
        TreeMap<String, Transform> found = new TreeMap<>();
        try {
            for (Iterator<Transform> all =
                            ServiceLoader.load(Transform.class, loader).iterator();
                    all.hasNext(); ) {
                Transform transform = all.next();
                String name = transform.name();
                if (!name.matches("[A-Za-z0-9_]+")) {
                    throw new ProblemException(Problem.of(
                            TransformProblem.TRANSFORM_NAME_INVALID,
                            "transform class " + transform.getClass().getName() + " has an impossible name: \"" + name
                                    + "\"",
                            "use letters, digits and underscores"));
                }
                Transform other = found.putIfAbsent(name, transform);
                if (other != null && !other.getClass().equals(transform.getClass())) {
                    throw new ProblemException(Problem.of(
                            TransformProblem.TRANSFORM_NAME_TWICE,
                            "two transforms have the name \"" + name + "\": "
                                    + other.getClass().getName() + " and "
                                    + transform.getClass().getName(),
                            "rename your own"));
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new ProblemException(
                    Problem.of(
                            TransformProblem.TRANSFORM_NOT_LOADABLE,
                            "a transform could not be loaded: " + e.getMessage(),
                            "see META-INF/services/" + Transform.class.getName() + " of the added dependency"),
                    e);
        }
        return new TransformCatalog(Collections.unmodifiableSortedMap(found));
    }

    /** The transform of that name, null when there is none. */
    public @Nullable Transform find(String name) {
        return transforms.get(name);
    }

    /** The names of all transforms. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(transforms.keySet()));
    }
}
