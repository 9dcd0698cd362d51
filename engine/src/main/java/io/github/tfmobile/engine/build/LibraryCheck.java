package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.library.LibraryJson;
import io.github.tfmobile.codegen.library.LibraryResult;
import io.github.tfmobile.codegen.library.LibraryText;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.common.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Checks a native library that was built: text to the listener, JSON to {@code library/<file>.<architecture>.json}. */
public final class LibraryCheck {

    private final BuildContext context;
    private final Steps steps;
    private final TargetKernels kernels;

    /** Checks for kernels of a target; does its step by {@code steps}. */
    public LibraryCheck(BuildContext context, Steps steps, TargetKernels kernels) {
        this.context = context;
        this.steps = steps;
        this.kernels = kernels;
    }

    /**
     * Checks a library.
     *
     * @param models the models that it must run
     * @param fail whether what is lacking is an error; otherwise it is a warning
     * @throws ProblemException with all that the target does not register, or else with all that the library lacks
     * @throws IOException if the JSON file cannot be written
     */
    public LibraryResult check(List<PreparedModel> models, Path library, boolean fail)
            throws ProblemException, IOException {
        List<LibraryResult> checked = new ArrayList<>();
        steps.anew(
                "check-library " + context.display(library), step -> checked.add(check(step, models, library, fail)));
        return checked.get(0);
    }

    private LibraryResult check(CurrentStep step, List<PreparedModel> models, Path library, boolean fail)
            throws ProblemException, IOException {
        Diagnosis diagnosis = kernels.diagnosis(models);
        if (fail) {
            diagnosis.requireAllRegistered();
        }
        LibraryResult result;
        try (Progress.Task task = context.progress().start("checking", "libraries", 1)) {
            result = kernels.inspect(diagnosis.requirements(), library);
            task.done(1);
        }
        // Android's libraries of different architectures have the same name.
        String architectures = result.images().stream()
                .map(image -> image.image().architecture().name().replace(' ', '-'))
                .collect(Collectors.joining("-"));
        Path file = context.output().resolve("library").resolve(library.getFileName() + "." + architectures + ".json");
        step.plan(List.of(file));
        step.wrote(OutputFile.writeText(file, Json.pretty(LibraryJson.of(result))));
        LibraryText.notes(result).forEach(context::note);
        LibraryText.warnings(result).forEach(context::warn);
        List<Problem> lacking = LibraryText.problems(result);
        if (!lacking.isEmpty()) {
            ProblemException problem = ProblemException.all(LibraryText.summary(result), lacking);
            if (fail) {
                throw problem;
            }
            context.warn(problem.message(context.names()));
        }
        context.note("Written to " + context.display(file));
        return result;
    }
}
