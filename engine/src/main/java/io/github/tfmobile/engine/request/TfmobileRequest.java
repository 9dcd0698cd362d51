package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.engine.setting.SettingValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a user asks for, as the user says it: nothing is read or checked yet. Immutable.
 *
 * @param models the models
 * @param targets what they must run on; with more than one, each has a name and a folder of its own
 * @param run the settings of the whole run
 * @param base where relative paths start
 * @param output the folder for all outputs
 * @param javaSources the source root of generated Java
 * @param identity tells this build of the engine, with all that users add to it, from every other
 * @param names how the user writes settings
 * @param execution tells this request from others of the same goal for the same folder: what an earlier request of the
 *     same execution made, and this one does not, goes
 */
public record TfmobileRequest(
        List<SettingValues> models,
        List<TargetSettings> targets,
        SettingValues run,
        Path base,
        Path output,
        Path javaSources,
        String identity,
        SettingNames names,
        String execution) {

    /** Copies the lists. */
    public TfmobileRequest {
        models = List.copyOf(models);
        targets = List.copyOf(targets);
    }

    /** Asks for nothing yet; outputs, generated Java included, go to a folder and relative paths start there. */
    public static TfmobileRequest in(Path base, Path output) {
        return new TfmobileRequest(
                List.of(),
                List.of(),
                SettingValues.NONE,
                base,
                output,
                output.resolve("java"),
                "",
                SettingNames.PLAIN,
                "");
    }

    /** With this model, too. */
    public TfmobileRequest model(SettingValues model) {
        List<SettingValues> more = new ArrayList<>(models);
        more.add(model);
        return new TfmobileRequest(more, targets, run, base, output, javaSources, identity, names, execution);
    }

    /** With this target, too. */
    public TfmobileRequest target(TargetSettings target) {
        List<TargetSettings> more = new ArrayList<>(targets);
        more.add(target);
        return new TfmobileRequest(models, more, run, base, output, javaSources, identity, names, execution);
    }

    /** With these settings of the whole run. */
    public TfmobileRequest run(SettingValues settings) {
        return new TfmobileRequest(models, targets, settings, base, output, javaSources, identity, names, execution);
    }

    /** With generated Java in this source root. */
    public TfmobileRequest javaSources(Path folder) {
        return new TfmobileRequest(models, targets, run, base, output, folder, identity, names, execution);
    }

    /** From this build of the engine. */
    public TfmobileRequest identity(String text) {
        return new TfmobileRequest(models, targets, run, base, output, javaSources, text, names, execution);
    }

    /** By a user who writes settings so. */
    public TfmobileRequest names(SettingNames writing) {
        return new TfmobileRequest(models, targets, run, base, output, javaSources, identity, writing, execution);
    }

    /** As this execution of the goal. */
    public TfmobileRequest execution(String id) {
        return new TfmobileRequest(models, targets, run, base, output, javaSources, identity, names, id);
    }
}
