package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/**
 * The names that users can write: parameters in the configuration of the plugin, and their properties on the command
 * line. Maven ignores what no goal has; a mistyped name would change nothing and say nothing.
 */
final class KnownNames {

    private static final String PREFIX = "tfmobile.";

    private final SortedSet<String> elements = new TreeSet<>();
    private final SortedSet<String> properties = new TreeSet<>();
    private final SortedSet<String> writtenElements = new TreeSet<>();
    private final SortedSet<String> writtenProperties = new TreeSet<>();

    private KnownNames() {}

    /**
     * The names that all goals of the plugin have, and those that the user wrote for it.
     *
     * @param project has the configuration in the POM, which a goal that is named on the command line does not know
     * @param userProperties what is said on the command line
     */
    static KnownNames of(@Nullable MojoExecution execution, @Nullable MavenProject project, Properties userProperties) {
        KnownNames names = new KnownNames();
        MojoDescriptor goal = execution == null ? null : execution.getMojoDescriptor();
        if (execution == null || goal == null || goal.getPluginDescriptor() == null) {
            return names;
        }
        for (MojoDescriptor each : goal.getPluginDescriptor().getMojos()) {
            for (Parameter parameter : each.getParameters()) {
                names.elements.add(parameter.getName());
                String property = parameter.getExpression();
                if (property != null && property.startsWith("${" + PREFIX)) {
                    names.properties.add(property.substring(2, property.length() - 1));
                }
            }
        }
        for (String property : userProperties.stringPropertyNames()) {
            if (property.startsWith(PREFIX)) {
                names.writtenProperties.add(property);
            }
        }
        Plugin plugin = configured(execution, project);
        if (plugin != null) {
            names.write(plugin.getConfiguration());
            PluginExecution one = plugin.getExecutionsAsMap().get(execution.getExecutionId());
            names.write(one == null ? null : one.getConfiguration());
        }
        return names;
    }

    /** The plugin as the POM configures it. */
    private static @Nullable Plugin configured(MojoExecution execution, @Nullable MavenProject project) {
        Plugin named = execution.getPlugin();
        if (named == null || project == null) {
            return named;
        }
        Plugin own = project.getPlugin(named.getKey());
        if (own == null && project.getPluginManagement() != null) {
            own = project.getPluginManagement().getPluginsAsMap().get(named.getKey());
        }
        return own == null ? named : own;
    }

    private void write(@Nullable Object configuration) {
        if (configuration instanceof Xpp3Dom element) {
            for (Xpp3Dom child : element.getChildren()) {
                writtenElements.add(child.getName());
            }
        }
    }

    /** Each name that no goal has, with the nearest names that there are. */
    List<Problem> unknown() {
        List<Problem> problems = new ArrayList<>();
        writtenElements.removeAll(elements);
        for (String element : writtenElements) {
            problems.add(Problem.of(
                    ConfigurationProblem.UNKNOWN_PARAMETER,
                    "no goal of this plugin has a parameter <" + element + ">",
                    Nearest.question(element, elements, "remove it from <configuration>")));
        }
        writtenProperties.removeAll(properties);
        for (String property : writtenProperties) {
            problems.add(Problem.of(
                    ConfigurationProblem.UNKNOWN_PROPERTY,
                    "no goal of this plugin has a property -D" + property,
                    Nearest.question(property, properties, "leave it out")));
        }
        return problems;
    }
}
