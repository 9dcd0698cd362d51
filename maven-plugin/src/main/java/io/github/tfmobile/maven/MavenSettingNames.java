package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.engine.setting.SettingDefinition;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingType;

/** Settings as a POM and the command line of Maven write them. */
final class MavenSettingNames implements SettingNames {

    static final MavenSettingNames INSTANCE = new MavenSettingNames();

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
        String element = "<" + setting.name() + ">" + value + "</" + setting.name() + ">";
        return hasProperty(setting) ? element + " (-Dtfmobile." + setting.name() + "=" + value + ")" : element;
    }

    /** What is nested has no property. */
    private static boolean hasProperty(Setting setting) {
        SettingDefinition definition = SettingTable.find(setting);
        return definition == null
                || (definition.type() != SettingType.NESTED && definition.scope() != SettingScope.INCLUDE);
    }
}
