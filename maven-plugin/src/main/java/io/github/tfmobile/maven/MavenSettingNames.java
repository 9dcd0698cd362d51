package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.common.problem.SettingValue;
import io.github.tfmobile.engine.setting.SettingDefinition;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Settings as a POM and the command line of Maven write them. */
final class MavenSettingNames implements SettingNames {

    static final MavenSettingNames INSTANCE = new MavenSettingNames(true, "tfmobile");

    /** What a shell passes on as it is. */
    private static final Pattern PLAIN_ARGUMENT = Pattern.compile("[A-Za-z0-9_,.:=/-]*");

    private final boolean hasProject;
    private final String plugin;

    private MavenSettingNames(boolean hasProject, String plugin) {
        this.hasProject = hasProject;
        this.plugin = plugin;
    }

    /**
     * Names for one run.
     *
     * @param hasProject whether there is a POM to write settings into
     * @param plugin the plugin as a command names it
     */
    static MavenSettingNames of(boolean hasProject, String plugin) {
        return new MavenSettingNames(hasProject, plugin);
    }

    @Override
    public String name(Setting setting) {
        return "<" + setting.name() + ">";
    }

    @Override
    public String inFull(Setting setting) {
        return hasProperty(setting)
                ? "<" + setting.name() + "> (-Dtfmobile." + setting.name() + ")"
                : "<" + setting.name() + ">";
    }

    @Override
    public String with(Setting setting, String value) {
        SettingDefinition definition = SettingTable.find(setting);
        if (definition != null && definition.type() == SettingType.LIST) {
            String entry = entry(setting);
            String element = "<" + entry + ">" + value + "</" + entry + ">";
            return hasProperty(setting) ? element + " (-Dtfmobile." + setting.name() + ")" : element;
        }
        String element = "<" + setting.name() + ">" + value + "</" + setting.name() + ">";
        return hasProperty(setting) ? element + " (-Dtfmobile." + setting.name() + "=" + value + ")" : element;
    }

    @Override
    public String option(Setting setting, String value) {
        String option = "-Dtfmobile." + setting.name() + "=" + value;
        return PLAIN_ARGUMENT.matcher(value).matches() ? option : "'" + option + "'";
    }

    @Override
    public List<String> run(String goal, List<SettingValue> values) {
        String command = "mvn " + plugin + ":" + goal;
        if (!hasProject) {
            return List.of(command
                    + values.stream()
                            .map(value -> " " + option(value.setting(), value.joined()))
                            .collect(Collectors.joining()));
        }
        List<String> lines = new ArrayList<>(List.of("<model>"));
        for (SettingValue value : values) {
            String name = value.setting().name();
            SettingDefinition definition = SettingTable.find(value.setting());
            if (definition != null
                    && definition.type() == SettingType.LIST
                    && value.values().size() > 0) {
                String entry = entry(value.setting());
                lines.add("  <" + name + ">");
                value.values().forEach(one -> lines.add("    <" + entry + ">" + escaped(one) + "</" + entry + ">"));
                lines.add("  </" + name + ">");
            } else {
                lines.add("  <" + name + ">" + escaped(value.joined()) + "</" + name + ">");
            }
        }
        lines.add("</model>");
        lines.add(command);
        return lines;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The element of one entry of a list. */
    private static String entry(Setting setting) {
        String name = setting.name();
        return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }

    /** What is nested has no property. */
    private static boolean hasProperty(Setting setting) {
        SettingDefinition definition = SettingTable.find(setting);
        return definition == null
                || (definition.type() != SettingType.NESTED && definition.scope() != SettingScope.INCLUDE);
    }
}
