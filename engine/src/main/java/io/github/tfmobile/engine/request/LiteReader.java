package io.github.tfmobile.engine.request;

import io.github.tfmobile.codegen.target.LiteLayout;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.problem.RequestProblem;
import io.github.tfmobile.engine.setting.SettingValues;
import io.github.tfmobile.lite.generate.MicroMethods;
import io.github.tfmobile.lite.runtime.LiteReleases;
import io.github.tfmobile.lite.runtime.LiteRuntime;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a user says of the runtime of TensorFlow Lite models. */
final class LiteReader {

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z_]\\w*(::[A-Za-z_]\\w*)*");

    private final SettingValues values;
    private final Consumer<Problem> problems;

    private LiteReader(SettingValues values, Consumer<Problem> problems) {
        this.values = values;
        this.problems = problems;
    }

    /**
     * The runtime as a request.
     *
     * @param values the settings of the target
     * @param base where relative paths start
     * @param problems is told of everything that is wrong
     */
    static TargetRequest.Lite read(SettingValues values, Path base, Consumer<Problem> problems) {
        LiteReader reader = new LiteReader(values, problems);
        LiteRuntime runtime = reader.runtime();
        String micro = values.text(Setting.MICRO);
        if (micro != null && values.has(Setting.LITE_VERSION)) {
            problems.accept(Problem.of(
                    RequestProblem.TWO_LITE_RUNTIMES,
                    Setting.MICRO + " and " + Setting.LITE_VERSION + " are both set: \"" + micro + "\" and \""
                            + values.text(Setting.LITE_VERSION) + "\"",
                    "TensorFlow Lite for Microcontrollers is a runtime of its own: keep one of the two, "
                            + Setting.MICRO.inFull() + " or " + Setting.LITE_VERSION.inFull()));
        }
        return new TargetRequest.Lite(
                runtime,
                reader.layout(runtime),
                new TreeSet<>(values.names(Setting.CUSTOM_OPS)),
                micro == null
                        ? null
                        : micro.strip().equals(MicroMethods.BUNDLED)
                                ? new TargetRequest.Micro.Bundled()
                                : new TargetRequest.Micro.Header(Paths.of(base, micro)),
                reader.namespace());
    }

    private @Nullable LiteRuntime runtime() {
        String version = values.text(Setting.LITE_VERSION);
        if (version == null) {
            return null;
        }
        try {
            return LiteReleases.runtime(version.strip());
        } catch (ProblemException e) {
            e.problems()
                    .forEach(problem -> problems.accept(problem.about(Setting.LITE_VERSION + ": ")
                            .withRemedy(problem.remedy() + ": " + Setting.LITE_VERSION.inFull())));
            return null;
        }
    }

    /** That of the runtime where nothing else is said. */
    private LiteLayout layout(@Nullable LiteRuntime runtime) {
        LiteLayout usual = runtime != null && runtime.after().litert() ? LiteLayout.LITERT : LiteLayout.TENSORFLOW;
        String text = values.text(Setting.LITE_LAYOUT);
        if (text == null) {
            return usual;
        }
        for (LiteLayout layout : LiteLayout.values()) {
            if (layout.folder().equals(text.strip())) {
                return layout;
            }
        }
        problems.accept(Choices.unknown(Setting.LITE_LAYOUT, text, LiteLayout.folders()));
        return usual;
    }

    private String namespace() {
        String text = values.text(Setting.NAMESPACE);
        if (text == null) {
            return "";
        }
        if (!NAMESPACE.matcher(text.strip()).matches()) {
            problems.accept(Problem.of(
                    RequestProblem.NO_NAMESPACE,
                    Setting.NAMESPACE + " is no namespace of C++: \"" + text + "\"",
                    "write identifiers with :: between them, as in app::models: " + Setting.NAMESPACE.inFull()));
        }
        return text.strip();
    }
}
