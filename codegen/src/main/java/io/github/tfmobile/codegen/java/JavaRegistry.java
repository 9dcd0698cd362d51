package io.github.tfmobile.codegen.java;

import com.google.auto.service.AutoService;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.text.Escape;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import java.util.List;
import javax.lang.model.SourceVersion;

/**
 * The Java registry of a build: one final class without dependencies, of Java 8 source level, that an app asks which
 * kernels its native library has, what its models are, and whether a model that it downloads still runs.
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
        return javaPackage == null
                ? List.of()
                : List.of(GeneratedFile.java(path(javaPackage), render(request.requirements(), javaPackage)));
    }

    /**
     * The source file: plain ASCII, so that the encoding of the app's compiler does not matter.
     *
     * @param javaPackage the package of the class
     * @throws ProblemException when that is no name of a package
     */
    public static String render(Requirements requirements, String javaPackage) throws ProblemException {
        if (!SourceVersion.isName(javaPackage, SourceVersion.RELEASE_8)) {
            throw new ProblemException(Problem.of(
                    "<javaPackage> is not a name of a Java package: \"" + Escape.comment(javaPackage) + "\"",
                    "give one like com.example.models (-Dtfmobile.javaPackage=com.example.models)"));
        }
        return new RegistrySource(requirements, javaPackage).source();
    }

    /** Where the source file goes below a source root, as in {@code com/example/models/KernelRegistry.java}. */
    public static String path(String javaPackage) {
        return javaPackage.replace('.', '/') + "/" + CLASS_NAME + ".java";
    }
}
