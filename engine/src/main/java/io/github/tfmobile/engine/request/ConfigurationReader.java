package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.problem.RequestProblem;
import io.github.tfmobile.engine.setting.Configuration;
import io.github.tfmobile.engine.setting.ConfigurationElement;
import io.github.tfmobile.engine.setting.SettingScope;
import io.github.tfmobile.engine.setting.SettingTable;
import io.github.tfmobile.engine.setting.SettingType;
import io.github.tfmobile.engine.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;

/** Reads models and targets from the elements of a configuration file; what is wrong is told all at once. */
public final class ConfigurationReader {

    private static final Setting MODEL = new Setting("model");
    private static final Setting INCLUDE = new Setting("include");

    private final List<Problem> problems = new ArrayList<>();

    private ConfigurationReader() {}

    /**
     * A request with the models and the target of a configuration, too. Without an element for the models, what stands
     * beside it describes one. Models and targets whose elements are wrong are left out, and the request says so.
     *
     * @param plain a request without models and targets; its execution may be called after what is asked for
     */
    public static TfmobileRequest request(TfmobileRequest plain, Configuration configuration) {
        // On the command line each model is an execution of its own: who prepares another model next has not given up
        // the first.
        SettingValues single = configuration.commandLine(SettingScope.MODEL);
        String name = single.settings().isEmpty()
                ? ""
                : SettingTable.withDefaults(single, SettingScope.MODEL).text(Setting.NAME);
        TfmobileRequest request = plain.execution((plain.execution() + " " + name).strip());
        ConfigurationReader reader = new ConfigurationReader();
        try {
            for (SettingValues model : reader.models(configuration)) {
                request = request.model(model);
            }
        } catch (ProblemException e) {
            reader.problems.addAll(e.problems());
        }
        return target(request.problems(reader.problems), configuration);
    }

    /** A request with the target of a configuration, too; where its elements are wrong, the request says so instead. */
    public static TfmobileRequest target(TfmobileRequest request, Configuration configuration) {
        try {
            return request.target(target(configuration));
        } catch (ProblemException e) {
            return request.problems(e.problems());
        }
    }

    /** The settings of each model whose elements are right. */
    private List<SettingValues> models(Configuration configuration) throws ProblemException {
        ConfigurationElement models = configuration.element(Setting.MODELS);
        if (models != null) {
            refuseText(models, List.of(MODEL.name()));
        }
        if (models == null || models.children().isEmpty()) {
            return List.of(configuration.values(SettingScope.MODEL, SettingScope.EVERY_MODEL));
        }
        SettingValues all = configuration.values(SettingScope.EVERY_MODEL);
        SettingValues commandLine = configuration.commandLine(SettingScope.EVERY_MODEL);
        List<SettingValues> read = new ArrayList<>();
        for (ConfigurationElement model : children(models, MODEL)) {
            int known = problems.size();
            SettingValues own = read(model, SettingScope.MODEL, SettingScope.EVERY_MODEL);
            if (problems.size() == known) {
                // What stands beside holds for every model that says nothing else, the command line for all.
                read.add(SettingTable.override(SettingTable.override(all, own), commandLine));
            }
        }
        SettingValues single = configuration.values(SettingScope.MODEL);
        for (Setting setting : single.settings()) {
            problems.add(Problem.of(
                    RequestProblem.SETTING_BESIDE_MODELS,
                    setting.inFull() + " is set beside " + Setting.MODELS + ": \"" + single.text(setting) + "\"",
                    "it can be said of one model alone: put it into that " + MODEL + ", or leave it out"));
        }
        return read;
    }

    /** The target of a configuration; what stands beside its element wins. */
    private static TargetSettings target(Configuration configuration) throws ProblemException {
        SettingValues beside = configuration.values(SettingScope.TARGET);
        ConfigurationElement target = configuration.element(Setting.TARGET);
        if (target == null) {
            return TargetSettings.of(beside);
        }
        ConfigurationReader reader = new ConfigurationReader();
        SettingValues own = reader.read(target, SettingScope.TARGET);
        List<SettingValues> includes = new ArrayList<>();
        for (ConfigurationElement list : target.children()) {
            if (list.name().equals(Setting.INCLUDES.name())) {
                reader.refuseText(list, List.of(INCLUDE.name()));
                for (ConfigurationElement include : reader.children(list, INCLUDE)) {
                    includes.add(reader.read(include, SettingScope.INCLUDE));
                }
            }
        }
        if (!reader.problems.isEmpty()) {
            throw new ProblemException(reader.problems);
        }
        return new TargetSettings("", SettingTable.override(own, beside), includes);
    }

    /** The children of an element that may have settings of some scopes; nested things are left to the caller. */
    private SettingValues read(ConfigurationElement element, SettingScope... scopes) {
        SettingValues values = SettingValues.NONE;
        List<String> known = SettingTable.names(scopes);
        refuseText(element, known);
        for (ConfigurationElement child : element.children()) {
            if (!known.contains(child.name())) {
                unknown(element, child, known);
                continue;
            }
            Setting setting = new Setting(child.name());
            SettingType type = SettingTable.type(setting);
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

    private void refuseText(ConfigurationElement element, List<String> known) {
        String text = element.text();
        if (text != null && !text.isBlank()) {
            problems.add(Problem.of(
                    RequestProblem.NO_ELEMENTS,
                    new Setting(element.name()) + " takes elements, not a text: \"" + text.strip() + "\"",
                    has(known)));
        }
    }

    private static String has(List<String> known) {
        return "it has " + String.join(", ", known.stream().sorted().toList());
    }

    private void unknown(ConfigurationElement element, ConfigurationElement child, List<String> known) {
        String question = Nearest.question(child.name(), known);
        problems.add(Problem.of(
                RequestProblem.UNKNOWN_ELEMENT,
                new Setting(element.name()) + " has no element " + new Setting(child.name()),
                (question.isEmpty() ? "" : question + "\n") + has(known)));
    }
}
