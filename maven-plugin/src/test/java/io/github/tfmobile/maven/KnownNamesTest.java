package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.model.Build;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.model.PluginManagement;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.junit.jupiter.api.Test;

class KnownNamesTest {

    private static final String MISTYPED = "no goal of this plugin has a parameter <javaPakage>";

    private final Properties userProperties = new Properties();
    private final MavenProject project = new MavenProject();

    KnownNamesTest() {
        project.getModel().setBuild(new Build());
    }

    @Test
    void knowsAllGoalsParameters() {
        userProperties.setProperty("tfmobile.javaPackage", "a");
        userProperties.setProperty("other.property", "b");
        project.getBuild().addPlugin(plugin("javaPackage"));

        assertThat(unknown(named("default-cli"))).isEmpty();
    }

    @Test
    void refusesAPropertyThatNoGoalHas() {
        userProperties.setProperty("tfmobile.javaPakage", "a");

        assertThat(unknown(named("default-cli"))).isEqualTo("""
                no goal of this plugin has a property -Dtfmobile.javaPakage [unknown-property]
                  Did you mean "tfmobile.javaPackage"?""");
    }

    @Test
    void looksAtThePomWhenTheGoalIsNamedOnTheCommandLine() {
        project.getBuild().addPlugin(plugin("javaPakage"));

        assertThat(unknown(named("default-cli"))).startsWith(MISTYPED);
    }

    @Test
    void looksAtManagedPluginsToo() {
        project.getBuild().setPluginManagement(new PluginManagement());
        project.getBuild().getPluginManagement().addPlugin(plugin("javaPakage"));

        assertThat(unknown(named("default-cli"))).startsWith(MISTYPED);
    }

    @Test
    void looksAtTheExecutionThatRunsAndAtNoOther() {
        Plugin plugin = plugin("javaPackage");
        PluginExecution execution = new PluginExecution();
        execution.setId("models");
        execution.setConfiguration(configuration("javaPakage"));
        plugin.addExecution(execution);
        project.getBuild().addPlugin(plugin);

        assertThat(unknown(named("models"))).startsWith(MISTYPED);
        assertThat(unknown(named("others"))).isEmpty();
    }

    private String unknown(MojoExecution execution) {
        return KnownNames.of(execution, project, userProperties).unknown().stream()
                .map(problem -> problem.text(MavenSettingNames.IN_PROJECT))
                .collect(Collectors.joining("\n"));
    }

    /** A goal of the plugin, as Maven finds it when its coordinates are on the command line. */
    private static MojoExecution named(String id) {
        Plugin bare = plugin();
        bare.setConfiguration(null);
        PluginDescriptor descriptor = new PluginDescriptor();
        descriptor.setPlugin(bare);
        MojoDescriptor goal = new MojoDescriptor();
        goal.setGoal("prepare");
        goal.setPluginDescriptor(descriptor);
        Parameter parameter = new Parameter();
        parameter.setName("javaPackage");
        parameter.setExpression("${tfmobile.javaPackage}");
        try {
            goal.addParameter(parameter);
            descriptor.addMojo(goal);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return new MojoExecution(goal, id, MojoExecution.Source.CLI);
    }

    private static Plugin plugin(String... elements) {
        Plugin plugin = new Plugin();
        plugin.setGroupId("io.github.tfmobile");
        plugin.setArtifactId("tfmobile-maven-plugin");
        plugin.setConfiguration(configuration(elements));
        return plugin;
    }

    private static Object configuration(String... elements) {
        String children =
                Stream.of(elements).map(element -> "<" + element + "/>").collect(Collectors.joining());
        try {
            return Xpp3DomBuilder.build(new StringReader("<configuration>" + children + "</configuration>"));
        } catch (XmlPullParserException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
