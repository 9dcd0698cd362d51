package io.github.tfmobile.registry.cpp.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.Macro;
import io.github.tfmobile.registry.cpp.source.ParsedFile;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What some build may compile of a file when builds may define MAYBE. */
class PossibleTextTest {

    private static List<String> read(String text) {
        CppFile file = ParsedFile.of(text).file();
        List<String> found = new ArrayList<>();
        PossibleText.read(file, "MAYBE"::equals, new PossibleText.Handler() {
            @Override
            public void text(SourceFragment fragment) {
                int length = fragment.end - fragment.start;
                found.add(new String(file.text, fragment.start, length, StandardCharsets.ISO_8859_1).strip());
            }

            @Override
            public void macro(Macro macro) {
                found.add("#" + macro);
            }
        });
        return found;
    }

    @Test
    void bothBranchesCountWhereTheConditionIsNotKnown() {
        assertThat(read("#ifdef MAYBE\na\n#else\nb\n#endif\nc\n")).containsExactly("a", "b", "c");
    }

    @Test
    void ofAConditionOnWhatNobodyDefinesOnlyTheOtherBranchCounts() {
        assertThat(read("#ifdef NONE\na\n#else\nb\n#endif\n#ifndef NONE\nc\n#else\nd\n#endif\n"))
                .containsExactly("b", "c");
    }

    @Test
    void nothingCountsBehindABranchThatIsCertainlyTaken() {
        assertThat(read("#if MAYBE\na\n#elif 1\nb\n#elif MAYBE\nc\n#else\nd\n#endif\n"))
                .containsExactly("a", "b");
    }

    @Test
    void whatTheFileItselfMayDefineIsPossibleFromThereOn() {
        assertThat(read("#ifdef LATER\na\n#endif\n#ifdef MAYBE\n#define LATER\n#endif\n#ifdef LATER\nb\n#endif\n"))
                .containsExactly("#LATER", "b");
    }

    @Test
    void whatIsDefinedInNoBuildIsNotDefined() {
        assertThat(read("#ifdef NONE\n#define A\n#ifdef MAYBE\na\n#endif\n#endif\n#ifdef A\nb\n#endif\nc\n"))
                .containsExactly("c");
    }
}
