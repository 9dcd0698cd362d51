package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.problem.RequestProblem;
import io.github.tfmobile.engine.setting.ConfigurationElement;
import io.github.tfmobile.engine.setting.SettingDefinition;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingType;
import io.github.tfmobile.engine.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads models and targets from the elements of a configuration file; what is wrong is told all at once. */
public final class ConfigurationReader {

    private static final Setting MODEL = new Setting("model");
    private static final Setting INCLUDE = new Setting("include");

    private final List<Problem> problems = new ArrayList<>();

    private ConfigurationReader() {}

    /**
     * The settings of each model.
     *
     * @param models the element that has an element for each
     * @param beside what is said beside it: it holds for every model that says nothing else
     * @param commandLine which of that is said on the command line: it wins over what a model says
     * @throws ProblemException with all unknown elements, and if something is said beside the models that can be said of
     *     one model alone
     */
    public static List<SettingValues> models(
            ConfigurationElement models, SettingValues beside, SettingValues commandLine) throws ProblemException {
        ConfigurationReader reader = new ConfigurationReader();
        List<SettingValues> read = new ArrayList<>();
        for (ConfigurationElement model : reader.children(models, MODEL)) {
            SettingValues own = reader.read(model, SettingScope.MODEL, SettingScope.EVERY_MODEL);
            read.add(SettingTable.override(SettingTable.override(beside, own), commandLine));
        }
        List<String> single = SettingTable.names(SettingScope.MODEL);
        for (Setting setting : beside.settings()) {
            if (single.contains(setting.name())) {
                reader.problems.add(Problem.of(
                        RequestProblem.SETTING_BESIDE_MODELS,
                        setting.inFull() + " is set beside " + Setting.MODELS + ": \"" + beside.text(setting) + "\"",
                        "it can be said of one model alone: put it into that " + MODEL + ", or leave it out"));
            }
        }
        return reader.unlessWrong(read);
    }

    /**
     * The settings of a target.
     *
     * @param target the element; null when there is none
     * @param beside what is said beside it, which wins
     * @throws ProblemException with all unknown elements
     */
    public static TargetSettings target(@Nullable ConfigurationElement target, SettingValues beside)
            throws ProblemException {
        if (target == null) {
            return TargetSettings.of(beside);
        }
        ConfigurationReader reader = new ConfigurationReader();
        SettingValues own = reader.read(target, SettingScope.TARGET);
        List<SettingValues> includes = new ArrayList<>();
        for (ConfigurationElement list : target.children()) {
            if (list.name().equals(Setting.INCLUDES.name())) {
                for (ConfigurationElement include : reader.children(list, INCLUDE)) {
                    includes.add(reader.read(include, SettingScope.INCLUDE));
                }
            }
        }
        return reader.unlessWrong(new TargetSettings("", SettingTable.override(own, beside), includes));
    }

    private <T> T unlessWrong(T read) throws ProblemException {
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return read;
    }

    /** The children of an element that may have settings of some scopes; nested things are left to the caller. */
    private SettingValues read(ConfigurationElement element, SettingScope... scopes) {
        SettingValues values = SettingValues.NONE;
        List<String> known = SettingTable.names(scopes);
        for (ConfigurationElement child : element.children()) {
            if (!known.contains(child.name())) {
                unknown(element, child, known);
                continue;
            }
            Setting setting = new Setting(child.name());
            SettingDefinition definition = SettingTable.find(setting);
            SettingType type = definition == null ? SettingType.TEXT : definition.type();
            if (type == SettingType.NESTED) {
                continue;
            }
            if (!child.children().isEmpty() && type != SettingType.LIST) {
                problems.add(Problem.of(
                        RequestProblem.NO_TEXT,
                        setting + " takes a text, not elements: "
                                + new Setting(child.children().get(0).name()),
                        "write the value alone: " + setting.with("...")));
            } else if (!child.isEmpty()) {
                values = values.with(setting, child.texts());
            }
        }
        return values;
    }

    /** The children of an element, all of which have one name. */
    private List<ConfigurationElement> children(ConfigurationElement element, Setting name) {
        List<ConfigurationElement> children = new ArrayList<>();
        for (ConfigurationElement child : element.children()) {
            if (child.name().equals(name.name())) {
                children.add(child);
            } else {
                unknown(element, child, List.of(name.name()));
            }
        }
        return children;
    }

    private void unknown(ConfigurationElement element, ConfigurationElement child, List<String> known) {
        String question = Nearest.question(child.name(), known);
        problems.add(Problem.of(
                RequestProblem.UNKNOWN_ELEMENT,
                new Setting(element.name()) + " has no element " + new Setting(child.name()),
                (question.isEmpty() ? "" : question + "\n") + "it has "
                        + String.join(", ", known.stream().sorted().toList())));
    }
}
