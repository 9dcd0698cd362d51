package io.github.tfmobile.engine.fuzz;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.testing.FuzzTarget;
import io.github.tfmobile.engine.Goal;
import io.github.tfmobile.engine.Tfmobile;
import io.github.tfmobile.engine.event.BuildListener;
import io.github.tfmobile.engine.request.TargetSettings;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The whole pipeline on any bytes, as {@link FuzzTarget} says: a model is summarised, and prepared with what the summary
 * proposes, that is frozen, transformed, checked, and everything is generated.
 */
enum FuzzTargets implements FuzzTarget {
    /** A GraphDef. */
    GRAPH(
            Setting.GRAPH,
            "model.pb",
            "corpus/tf1/hash_table/frozen.pb",
            "corpus/tf1/cond_v1/frozen.pb",
            "corpus/tf1/mlp_ref_vars/frozen.pb",
            "corpus/tf1/control_flow_v2/frozen.pb",
            "corpus/tf1/lstm_v1/frozen.pb",
            "corpus/transforms/fold_old_batch_norms/8/in.pb",
            "corpus/transforms/quantize_nodes/1/in.pb",
            "corpus/transforms/fuse_pad_and_conv/1/in.pb"),
    /** A SavedModel without its variables: a model that keeps none, or ends in a message. */
    SAVED_MODEL(
            Setting.SAVED_MODEL,
            "model/saved_model.pb",
            "corpus/saved_model/tf2_hash_table/saved_model/saved_model.pb",
            "corpus/saved_model/tf2_while_if/saved_model/saved_model.pb"),
    /** A {@code .tflite} file. */
    LITE(
            Setting.TFLITE,
            "model.tflite",
            "lite/models/flex-custom-mixed/model.tflite",
            "lite/models/control-flow/model.tflite",
            "lite/models/custom-ops/model.tflite");

    private final String source;
    private final String file;
    /** Paths below the test data, with a space between them. */
    private final String seeds;

    FuzzTargets(Setting source, String file, String... seeds) {
        this.source = source.name();
        this.file = file;
        this.seeds = String.join(" ", seeds);
    }

    @Override
    public void read(byte[] data, Path folder) throws Exception {
        Path model = folder.resolve(file);
        Files.createDirectories(model.getParent());
        Files.write(model, data);
        Path output = folder.resolve("out");
        TfmobileRequest request = TfmobileRequest.in(folder, output);
        String path = file.split("/", -1)[0];
        SettingValues values = SettingValues.of(Setting.NAME, "m").with(new Setting(source), path);
        run(Goal.SUMMARIZE, request.model(values));
        if (this != LITE) {
            Map<String, Object> summary = JSON.std.mapFrom(Files.readString(output.resolve("summary/m.json")));
            values = values.with(Setting.INPUTS, proposed(summary, "likelyInputs", "spec"))
                    .with(Setting.OUTPUTS, proposed(summary, "likelyOutputs", "name"))
                    .with(Setting.RECIPE, "eight-bit");
        }
        run(Goal.PREPARE, request.model(values).run(SettingValues.of(Setting.JAVA_PACKAGE, "com.example")));
    }

    private static void run(Goal goal, TfmobileRequest request) throws Exception {
        TargetSettings target = TargetSettings.of(SettingValues.of(Setting.PLATFORM, "android")
                .with(Setting.TENSORFLOW_VERSION, "1.15.0")
                .with(Setting.LITE_VERSION, "2.14.0"));
        new Tfmobile(BuildListener.NONE).run(goal, request.target(target));
    }

    private static List<String> proposed(Map<String, Object> summary, String list, String field) {
        List<String> texts = new ArrayList<>();
        for (Object candidate : (List<?>) summary.get(list)) {
            texts.add((String) ((Map<?, ?>) candidate).get(field));
        }
        return texts;
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        return FuzzTarget.files(Path.of("../testing"), seeds);
    }
}
