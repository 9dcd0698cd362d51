package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.codegen.requirement.Include;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.maven.build.TargetRequest;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetConfigurationTest {

    private static final Path BASE = Path.of("project");

    private static String message(TargetParameters target) {
        ProblemException[] thrown = new ProblemException[1];
        assertThatThrownBy(() -> TargetConfiguration.read(target, BASE))
                .isInstanceOfSatisfying(ProblemException.class, e -> thrown[0] = e);
        return thrown[0].getMessage();
    }

    @Test
    void takesTheLastReleaseWithAMakefileAndSelectiveRegistrationByDefault() throws ProblemException {
        TargetRequest request = TargetConfiguration.read(new TargetParameters(), BASE);

        assertThat(request.registry()).isEqualTo(new TargetRequest.RegistrySource.Bundled("1.15.0"));
        assertThat(request.target()).isEqualTo(Target.of(Platform.LINUX, Types.SELECTIVE));
        assertThat(request.kernels()).isEqualTo(new TargetRequest.Kernels.Available());
    }

    @Test
    void takesTheStockBuildWithItsOwnTypes() throws ProblemException {
        TargetParameters target = new TargetParameters();
        target.kernels = "stock";
        target.platform = "raspberry-pi";

        TargetRequest request = TargetConfiguration.read(target, BASE);

        assertThat(request.target()).isEqualTo(Target.of(Platform.RASPBERRY_PI, Types.DEFAULT));
    }

    @Test
    void readsDefinesIncludesAndAnOpList() throws ProblemException {
        TargetParameters target = new TargetParameters();
        target.kernels = "ops/tf_op_files.txt";
        target.defines = List.of("USE_GEMM_FOR_CONV");
        TargetParameters.IncludeParameters include = new TargetParameters.IncludeParameters();
        include.op = "Cast";
        include.dtypes = "float, int32";
        include.reason = "used by the next model";
        target.includes = List.of(include);

        TargetRequest request = TargetConfiguration.read(target, BASE);

        assertThat(request.kernels())
                .isEqualTo(new TargetRequest.Kernels.OpList(Path.of("project/ops/tf_op_files.txt")));
        assertThat(request.target().defines()).containsExactly("USE_GEMM_FOR_CONV");
        assertThat(request.includes())
                .containsExactly(Include.ofOp("Cast", List.of("float", "int32"), "used by the next model"));
    }

    @Test
    void tellsOfAllMistakesAtOnce() {
        TargetParameters target = new TargetParameters();
        target.tensorflowVersion = "1.15.0";
        target.registryFile = new File("tf.registry");
        target.platform = "raspbery-pi";
        target.types = "tiny";
        TargetParameters.IncludeParameters include = new TargetParameters.IncludeParameters();
        include.op = "Cast";
        target.includes = List.of(include, new TargetParameters.IncludeParameters());

        assertThat(message(target)).isEqualTo("""
                        <target> has more than one registry: <tensorflowVersion> "1.15.0" and <registryFile> "tf.registry"
                          keep one of them
                        <platform> is unknown: "raspbery-pi"
                          Did you mean "raspberry-pi"?
                          choose one of ios, raspberry-pi, android, linux, desktop (-Dtfmobile.platform)
                        <types> is unknown: "tiny"
                          choose one of default, slim, full, selective (-Dtfmobile.types)
                        <include> has no <reason>: "Cast"
                          say why the build needs it, for whoever wonders next year
                        <include> needs an <op> or a <file>, and not both
                          name the op that no model shows, or a source file of TensorFlow""");
    }
}
