package io.github.tfmobile.registry.bazel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GlobsTest {

    private static final List<String> FILES =
            List.of("a.cc", "a.h", "sub/a.cc", "sub/deep/a.cc", "sub/deep/sub/a_test.cc");

    private static List<String> glob(String include, String... exclude) {
        return Globs.match(FILES, List.of(include), List.of(exclude));
    }

    @Test
    void oneStarStaysInADirectory() {
        assertThat(glob("*.cc")).containsExactly("a.cc");
        assertThat(glob("sub/*.cc")).containsExactly("sub/a.cc");
        assertThat(glob("sub/*/a*.cc")).containsExactly("sub/deep/a.cc");
        assertThat(glob("a.h")).containsExactly("a.h");
    }

    @Test
    void twoStarsStandForAnyNumberOfDirectories() {
        assertThat(glob("**/*.cc")).containsExactly("a.cc", "sub/a.cc", "sub/deep/a.cc", "sub/deep/sub/a_test.cc");
        assertThat(glob("**/sub/*.cc")).containsExactly("sub/a.cc", "sub/deep/sub/a_test.cc");
        assertThat(glob("sub/**")).containsExactly("sub/a.cc", "sub/deep/a.cc", "sub/deep/sub/a_test.cc");
        assertThat(glob("**/a.cc")).containsExactly("a.cc", "sub/a.cc", "sub/deep/a.cc");
        assertThat(glob("**/deep/**/*.cc")).containsExactly("sub/deep/a.cc", "sub/deep/sub/a_test.cc");
    }

    @Test
    void whatIsExcludedIsLeftOut() {
        assertThat(glob("**/*.cc", "**/*_test.cc", "sub/a.cc")).containsExactly("a.cc", "sub/deep/a.cc");
    }

    @Test
    void manyStarsComeToAnEnd() {
        String path = "a/".repeat(2_000) + "b";
        assertThat(Globs.match(List.of(path), List.of("**/a/".repeat(200) + "*a*a*a*a*a*c"), List.of()))
                .isEmpty();
    }
}
