package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.request.TargetSettings;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** Reads {@code <target>}. */
final class ConfiguredTarget {

    private ConfiguredTarget() {}

    /**
     * The settings of the target.
     *
     * @param target the element; null when there is none
     * @param beside what the parameters beside it say, which wins
     * @throws ProblemException with all unknown elements
     */
    static TargetSettings read(
            @Nullable PlexusConfiguration target, SettingValues beside, ConfiguredValues.Evaluator evaluator)
            throws ProblemException {
        if (target == null) {
            return TargetSettings.of(beside);
        }
        ConfiguredValues reader = new ConfiguredValues(evaluator);
        SettingValues own = reader.read(target, SettingScope.TARGET);
        List<SettingValues> includes = new ArrayList<>();
        PlexusConfiguration list = target.getChild("includes", false);
        if (list != null) {
            for (PlexusConfiguration include : reader.children(list, "include")) {
                includes.add(reader.read(include, SettingScope.INCLUDE));
            }
        }
        if (!reader.problems().isEmpty()) {
            throw new ProblemException(reader.problems());
        }
        return new TargetSettings("", SettingTable.override(own, beside), includes);
    }
}
