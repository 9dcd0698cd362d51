package io.github.tfmobile.codegen.java;

import com.google.auto.service.AutoService;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.codegen.problem.BuildProblem;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.text.Escape;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.SourceVersion;

/**
 * The Java registry of a build: a final class of Java 8 source level without dependencies, that an app asks which kernels its
 * native library has, what its models are, and whether a model that it downloads still runs; beside it lie the classes that are
 * the same in every build.
 */
@AutoService(OutputGenerator.class)
public final class JavaRegistry implements OutputGenerator {

    /** The name of the generated class. */
    public static final String CLASS_NAME = "KernelRegistry";

    @Override
    public String name() {
        return "java";
    }

    @Override
    public Kind kind() {
        return Kind.BUILD;
    }

    @Override
    public List<GeneratedFile> generate(OutputRequest request) throws ProblemException {
        String javaPackage = request.javaPackage();
        return javaPackage == null ? List.of() : files(request.requirements(), javaPackage);
    }

    /** What is wrong with the name of the package; nothing when one can be called so at Java 8. */
    public static Optional<Problem> wrongPackage(String javaPackage) {
        return SourceVersion.isName(javaPackage, SourceVersion.RELEASE_8)
                ? Optional.empty()
                : Optional.of(Problem.of(
                        BuildProblem.NO_JAVA_PACKAGE,
                        Setting.JAVA_PACKAGE + " is no package name: \"" + Escape.comment(javaPackage) + "\"",
                        "write identifiers with dots between them, as in com.example.models: "
                                + Setting.JAVA_PACKAGE.inFull()));
    }

    /**
     * The source files: plain ASCII, so that the encoding of the app's compiler does not matter.
     *
     * @param javaPackage the package of the classes
     * @throws ProblemException when that is no name of a package
     */
    public static List<GeneratedFile> files(Requirements requirements, String javaPackage) throws ProblemException {
        Optional<Problem> wrong = wrongPackage(javaPackage);
        if (wrong.isPresent()) {
            throw new ProblemException(wrong.get());
        }
        List<GeneratedFile> files = new ArrayList<>();
        files.add(GeneratedFile.java(
                javaPackage.replace('.', '/') + "/" + CLASS_NAME + ".java",
                new RegistrySource(requirements, javaPackage).source()));
        files.addAll(RegistryRuntime.files(javaPackage, requirements.release()));
        return List.copyOf(files);
    }
}
