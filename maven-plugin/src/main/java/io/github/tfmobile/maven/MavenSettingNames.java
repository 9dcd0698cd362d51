package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.engine.setting.SettingDefinition;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingType;
import java.util.regex.Pattern;

/** Settings as a POM and the command line of Maven write them. */
final class MavenSettingNames implements SettingNames {

    static final MavenSettingNames INSTANCE = new MavenSettingNames();

    /** What a shell passes on as it is. */
    private static final Pattern PLAIN_ARGUMENT = Pattern.compile("[A-Za-z0-9_,.:=/-]*");

    private MavenSettingNames() {}

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
