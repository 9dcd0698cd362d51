package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.Problem;
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
 * @param problems what is wrong already with how it was written; a run tells it with all else that is wrong, and does
 *     nothing
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
        String execution,
        List<Problem> problems) {

    /** Copies the lists. */
    public TfmobileRequest {
        models = List.copyOf(models);
        targets = List.copyOf(targets);
        problems = List.copyOf(problems);
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
                "",
                List.of());
    }

    /** With this model, too. */
    public TfmobileRequest model(SettingValues model) {
        List<SettingValues> more = new ArrayList<>(models);
        more.add(model);
        return new TfmobileRequest(more, targets, run, base, output, javaSources, identity, names, execution, problems);
    }

    /** With this target, too. */
    public TfmobileRequest target(TargetSettings target) {
        List<TargetSettings> more = new ArrayList<>(targets);
        more.add(target);
        return new TfmobileRequest(models, more, run, base, output, javaSources, identity, names, execution, problems);
    }

    /** With these settings of the whole run. */
    public TfmobileRequest run(SettingValues settings) {
        return new TfmobileRequest(
                models, targets, settings, base, output, javaSources, identity, names, execution, problems);
    }

    /** With generated Java in this source root. */
    public TfmobileRequest javaSources(Path folder) {
        return new TfmobileRequest(models, targets, run, base, output, folder, identity, names, execution, problems);
    }

    /** From this build of the engine. */
    public TfmobileRequest identity(String text) {
        return new TfmobileRequest(models, targets, run, base, output, javaSources, text, names, execution, problems);
    }

    /** By a user who writes settings so. */
    public TfmobileRequest names(SettingNames writing) {
        return new TfmobileRequest(
                models, targets, run, base, output, javaSources, identity, writing, execution, problems);
    }

    /** As this execution of the goal. */
    public TfmobileRequest execution(String id) {
        return new TfmobileRequest(models, targets, run, base, output, javaSources, identity, names, id, problems);
    }

    /** With this that is wrong, too. */
    public TfmobileRequest problems(List<Problem> wrong) {
        List<Problem> more = new ArrayList<>(problems);
        more.addAll(wrong);
        return new TfmobileRequest(models, targets, run, base, output, javaSources, identity, names, execution, more);
    }
}
