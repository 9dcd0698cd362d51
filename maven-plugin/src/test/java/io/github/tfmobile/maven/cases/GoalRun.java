package io.github.tfmobile.maven.cases;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * One call of a goal in a folder without a project, with properties as on the command line. Which class the goal is and
 * which property belongs to which parameter the plugin's own descriptor tells.
 *
 * @param output the output directory
 * @param failure the message of the failure; null when there was none
 * @param log what was logged, a line each
 */
record GoalRun(Path output, @Nullable String failure, List<String> log) {

    /** Runs a goal; paths in properties are relative to the folder. */
    static GoalRun of(String goal, Map<String, String> properties, Path folder, Path output) throws Exception {
        Element descriptor = descriptor(goal);
        AbstractMojo mojo = mojo(text(descriptor, "implementation"));
        List<String> log = new ArrayList<>();
        mojo.setLog(log(log));
        Element configuration =
                (Element) descriptor.getElementsByTagName("configuration").item(0);
        for (Element parameter : children(configuration)) {
            String expression = parameter.getTextContent();
            String property =
                    expression.startsWith("${tfmobile.") ? expression.substring(2, expression.length() - 1) : "";
            String value = properties.get(property);
            if (property.equals("tfmobile.outputDirectory")) {
                value = output.toString();
            } else if (value == null || value.isEmpty()) {
                value = parameter.hasAttribute("default-value") && !property.isEmpty()
                        ? parameter.getAttribute("default-value")
                        : null;
            }
            if (value != null) {
                set(mojo, parameter.getTagName(), value, folder);
            }
        }
        try {
            mojo.execute();
            return new GoalRun(output, null, log);
        } catch (MojoFailureException | MojoExecutionException e) {
            return new GoalRun(output, String.valueOf(e.getMessage()), log);
        }
    }

    private static Log log(List<String> lines) {
        return new SystemStreamLog() {
            @Override
            public void info(CharSequence content) {
                lines.add(content.toString());
            }

            @Override
            public void warn(CharSequence content) {
                lines.add(content.toString());
            }

            @Override
            public void debug(CharSequence content) {}
        };
    }

    private static Element descriptor(String goal) throws Exception {
        try (InputStream in = GoalRun.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
            if (in == null) {
                throw new IllegalStateException("the plugin's descriptor is not on the class path");
            }
            Document document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
            NodeList mojos = document.getElementsByTagName("mojo");
            for (int i = 0; i < mojos.getLength(); i++) {
                Element mojo = (Element) mojos.item(i);
                if (text(mojo, "goal").equals(goal)) {
                    return mojo;
                }
            }
            throw new IllegalArgumentException("no goal " + goal);
        }
    }

    private static String text(Element element, String child) {
        return element.getElementsByTagName(child).item(0).getTextContent();
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static AbstractMojo mojo(String implementation) throws ReflectiveOperationException {
        Constructor<?> constructor = Class.forName(implementation).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (AbstractMojo) constructor.newInstance();
    }

    private static void set(AbstractMojo mojo, String name, String value, Path folder)
            throws ReflectiveOperationException, IOException {
        Field field = field(mojo.getClass(), name);
        field.setAccessible(true);
        Class<?> type = field.getType();
        if (type == boolean.class || type == Boolean.class) {
            field.set(mojo, Boolean.valueOf(value));
        } else if (type == File.class) {
            field.set(mojo, folder.resolve(value).toFile());
        } else if (List.class.isAssignableFrom(type)) {
            field.set(mojo, Arrays.asList(value.split(",", -1)));
        } else {
            // A text may name a file, as an op list does.
            boolean file = name.equals("kernels") && Files.exists(folder.resolve(value));
            field.set(mojo, file ? folder.resolve(value).toString() : value);
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(type + "." + name);
    }

    /** The final graph. */
    Path model() {
        return output.resolve("models/model.pb");
    }
}
