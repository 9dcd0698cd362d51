package io.github.tfmobile.engine.build;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.SettingValues;
import io.github.tfmobile.engine.state.Digest;
import io.github.tfmobile.engine.state.Step;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.build.RegistryBuilder;
import io.github.tfmobile.registry.file.RegistryFile;
import io.github.tfmobile.registry.file.RegistryJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a source tree of TensorFlow and writes a registry file. */
public final class TreeScan {

    /** How many unresolved places are warned of; all of them are counted. */
    private static final int SHOWN = 20;

    private final BuildContext context;
    private final Steps steps;

    /** Does its step by {@code steps}. */
    public TreeScan(BuildContext context, Steps steps) {
        this.context = context;
        this.steps = steps;
    }

    /**
     * Scans a tree.
     *
     * @param root the tree
     * @param given what to call it, and what is to be written where
     * @throws ProblemException if there is no tree, or it cannot be read
     */
    public Step scan(Path root, SettingValues given) throws ProblemException, IOException {
        SettingValues values = renamed(given);
        Path wanted = path(values, Setting.SCAN_FILE);
        return steps.run(
                "scan " + (wanted == null ? root : wanted),
                Digest.of(context.identity(), context.base(), context.output(), values),
                step -> scan(step, root, wanted, values));
    }

    /** What is read elsewhere is written here: the file has a name of its own now. */
    private SettingValues renamed(SettingValues given) {
        String former = given.text(Setting.REGISTRY_FILE);
        if (former == null) {
            return given;
        }
        context.warn(Setting.REGISTRY_FILE + " of the goal scan is called " + Setting.SCAN_FILE.inFull() + " now.");
        SettingValues values = given.without(Setting.REGISTRY_FILE);
        return values.has(Setting.SCAN_FILE) ? values : values.with(Setting.SCAN_FILE, former);
    }

    private void scan(CurrentStep step, Path root, @Nullable Path wanted, SettingValues values)
            throws ProblemException, IOException {
        Registry registry = RegistryBuilder.build(
                root,
                text(values, Setting.REVISION),
                text(values, Setting.RELEASE),
                new TreeSet<>(values.names(Setting.DEFINES)),
                context.progress());
        Path file =
                wanted != null ? wanted : context.output().resolve("tensorflow-" + registry.release() + ".registry");
        Path json = path(values, Setting.REGISTRY_JSON);
        List<Path> files = new ArrayList<>(List.of(file));
        if (json != null) {
            files.add(json);
        }
        step.plan(files);
        step.wrote(RegistryFile.write(registry, file));
        if (json != null) {
            step.wrote(RegistryJson.write(registry, json));
        }
        registry.unresolved().stream().limit(SHOWN).forEach(problem -> step.warn(problem.text(context.names())));
        step.note("TensorFlow " + registry.release() + ": "
                + registry.registeredOps().size() + " ops, "
                + registry.registrations().size() + " registrations in "
                + registry.profiles().size()
                + " target profiles, " + registry.unresolved().size() + " places not resolved: " + file);
        step.later("The registry is up to date.");
    }

    private @Nullable Path path(SettingValues values, Setting setting) {
        String text = values.text(setting);
        return text == null ? null : context.base().resolve(text);
    }

    private static String text(SettingValues values, Setting setting) {
        String text = values.text(setting);
        return text == null ? "" : text;
    }
}
