package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.plexus.configuration.PlexusConfiguration;

/** Reads {@code <models>}. */
final class ConfiguredModels {

    private ConfiguredModels() {}

    /**
     * The settings of each model.
     *
     * @param beside what the parameters beside {@code <models>} say: it holds for every model that says nothing else
     * @param commandLine which of that is said on the command line: it wins over what a model says
     * @throws ProblemException with all unknown elements, and if something is said beside {@code <models>} that can be
     *     said of one model alone
     */
    static List<SettingValues> read(
            PlexusConfiguration models,
            SettingValues beside,
            SettingValues commandLine,
            ConfiguredValues.Evaluator evaluator)
            throws ProblemException {
        ConfiguredValues reader = new ConfiguredValues(evaluator);
        List<SettingValues> read = new ArrayList<>();
        for (PlexusConfiguration model : reader.children(models, "model")) {
            SettingValues own = reader.read(model, SettingScope.MODEL, SettingScope.EVERY_MODEL);
            read.add(SettingTable.override(SettingTable.override(beside, own), commandLine));
        }
        List<Problem> problems = new ArrayList<>(reader.problems());
        List<String> single = SettingTable.names(SettingScope.MODEL);
        for (Setting setting : beside.settings()) {
            if (single.contains(setting.name())) {
                problems.add(Problem.of(
                        ConfigurationProblem.SETTING_BESIDE_MODELS,
                        setting.inFull() + " is set beside " + Setting.MODELS + ": \"" + beside.text(setting) + "\"",
                        "it can be said of one model alone: put it into that <model>, or leave it out"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return read;
    }
}
