package io.github.tfmobile.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lists on one line. */
class CommaListTest {

    @Test
    void splitsAtCommasOutsideOfBrackets() {
        assertThat(CommaList.split("a=[1,2], b ,,c=float[?,[3,4]]"))
                .containsExactly("a=[1,2]", "b", "c=float[?,[3,4]]");
        assertThat(CommaList.split(" , ")).isEmpty();
    }

    @Test
    void keepsWhatIsLeftOfAListWhoseBracketsDoNotClose() {
        assertThat(CommaList.split("a,b[1,c")).containsExactly("a", "b[1,c");
        assertThat(CommaList.split("a],b")).containsExactly("a]", "b");
    }
}
