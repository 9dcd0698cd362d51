package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecipeTest {

    @ParameterizedTest
    @EnumSource
    void isATransformStringLikeAnyOther(Recipe recipe) throws ProblemException {
        assertThat(TransformPipeline.parse(recipe.transforms()).steps())
                .extracting(step -> step.transform().name())
                .contains("strip_unused_nodes", "fold_constants", "fold_fused_batch_norms");
        assertThat(Recipe.find(recipe.id())).isEqualTo(recipe);
    }

    @Test
    void hasTheNamesThatUsersWrite() {
        assertThat(Recipe.ids()).containsExactly("deploy", "shrink-rounded", "shrink-quantized", "eight-bit");
        assertThat(Recipe.find("DEPLOY")).isNull();
    }
}
