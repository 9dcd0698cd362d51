package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterTextTest {

    @Test
    void differsWithEveryParameterOfAModel() {
        ModelParameters model = new ModelParameters();
        String before = ParameterText.of(List.of(model));
        model.verify = true;
        String verified = ParameterText.of(List.of(model));
        model.inputs = List.of("x", "y");
        String two = ParameterText.of(List.of(model));
        model.inputs = List.of("x,1:y");

        assertThat(List.of(before, verified, two, ParameterText.of(List.of(model))))
                .doesNotHaveDuplicates();
    }

    @Test
    void differsWithWhatATargetIncludes() {
        TargetParameters target = new TargetParameters();
        TargetParameters.IncludeParameters include = new TargetParameters.IncludeParameters();
        include.op = "Cast";
        target.includes = List.of(include);
        String before = ParameterText.of(target);
        include.reason = "the next model";

        assertThat(ParameterText.of(target)).isNotEqualTo(before).contains("Cast", "the next model");
    }
}
