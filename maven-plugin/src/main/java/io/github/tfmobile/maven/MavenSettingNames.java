package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.common.problem.SettingValue;
import io.github.tfmobile.engine.setting.SettingDefinition;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.maven.model.Plugin;

/**
 * Settings as a POM and the command line of Maven write them.
 *
 * @param hasProject whether there is a POM to write settings into
 * @param plugin the plugin as a command names it
 */
record MavenSettingNames(boolean hasProject, String plugin) implements SettingNames {

    static final MavenSettingNames IN_PROJECT = new MavenSettingNames(true, "tfmobile");

    /** What a shell passes on as it is. */
    private static final Pattern PLAIN_ARGUMENT = Pattern.compile("[A-Za-z0-9_,.:=/-]*");

    /** Names for a run without a POM, where a command names the whole plugin. */
    static MavenSettingNames without(Plugin plugin) {
        return new MavenSettingNames(false, plugin.getKey() + ":" + plugin.getVersion());
    }

    @Override
    public String name(Setting setting) {
        return "<" + setting.name() + ">";
    }

    @Override
    public String inFull(Setting setting) {
        return name(setting) + property(setting, "");
    }

    @Override
    public String with(Setting setting, String value) {
        return SettingTable.type(setting) == SettingType.LIST
                ? element(entry(setting), value) + property(setting, "")
                : element(setting.name(), value) + property(setting, "=" + value);
    }

    @Override
    public String option(Setting setting, String value) {
        String option = "-Dtfmobile." + setting.name() + "=" + value;
        return PLAIN_ARGUMENT.matcher(value).matches() ? option : "'" + option + "'";
    }

    @Override
    public String goal(String name) {
        return plugin + ":" + name;
    }

    @Override
    public List<String> run(String goal, List<SettingValue> values) {
        String command = "mvn " + goal(goal);
        if (!hasProject) {
            return List.of(command
                    + values.stream()
                            .map(value -> " " + option(value.setting(), value.joined()))
                            .collect(Collectors.joining()));
        }
        List<String> lines = new ArrayList<>(List.of("<model>"));
        for (SettingValue value : values) {
            String name = value.setting().name();
            if (SettingTable.type(value.setting()) == SettingType.LIST
                    && !value.values().isEmpty()) {
                lines.add("  <" + name + ">");
                value.values().forEach(one -> lines.add("    " + element(entry(value.setting()), escaped(one))));
                lines.add("  </" + name + ">");
            } else {
                lines.add("  " + element(name, escaped(value.joined())));
            }
        }
        lines.add("</model>");
        lines.add(command);
        return lines;
    }

    private static String element(String name, String text) {
        return "<" + name + ">" + text + "</" + name + ">";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The element of one entry of a list. */
    private static String entry(Setting setting) {
        return setting.name().replaceFirst("s$", "");
    }

    /** The property, in brackets behind the element; what is nested has none. */
    private static String property(Setting setting, String value) {
        SettingDefinition row = SettingTable.find(setting);
        boolean nested = row != null && row.isOnlyNested();
        return nested ? "" : " (-Dtfmobile." + setting.name() + value + ")";
    }
}
