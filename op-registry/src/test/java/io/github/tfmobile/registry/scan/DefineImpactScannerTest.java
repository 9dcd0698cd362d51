package io.github.tfmobile.registry.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.scan.result.DefineImpact;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.ScannedRegistration;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes do, and which of them meet, worked out by hand for trees of a few lines. */
class DefineImpactScannerTest {

    @TempDir
    Path root;

    private SmallTree tree;

    @BeforeEach
    void framework() {
        tree = new SmallTree(root);
    }

    private static String kernel(String name) {
        return "REGISTER_KERNEL_BUILDER(Name(\"" + name + "\").Device(DEVICE_CPU), " + name + "Op);\n";
    }

    /** For each change the kernels that it adds and those that it takes away; none for a change without effect. */
    private static List<String> changes(DefineImpactScan effects) {
        DefineImpact base = effects.bases().get(0);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < base.changes().size(); i++) {
            SortedSet<String> different = new TreeSet<>();
            for (ScannedRegistration scanned : base.registrations()) {
                PresenceCondition presence = scanned.presence();
                Registration registration = scanned.registration();
                if (presence.holdsIn(i + 1) != presence.holdsIn(0)) {
                    different.add((presence.holdsIn(0) ? "-" : "+") + registration.op());
                }
            }
            if (!different.isEmpty()) {
                lines.add(base.changes().get(i) + " " + different);
            }
        }
        return lines;
    }

    @Test
    void findsWhatDefiningAndUndefiningDoes() throws Exception {
        tree.kernels(
                "a.cc",
                "#ifdef MORE\n" + kernel("More") + "#endif\n#ifndef LESS\n" + kernel("Less") + "#endif\n"
                        + "#if defined(SET)\n" + kernel("Set") + "#else\n" + kernel("Unset") + "#endif\n");
        DefineImpactScan effects = tree.effects(SmallTree.configuration("SET"));

        assertThat(changes(effects)).containsExactly("LESS [-Less]", "MORE [+More]", "-USET [+Unset, -Set]");
        assertThat(effects.meeting()).isEmpty();
        assertThat(effects.valued()).isEmpty();
    }

    @Test
    void macrosThatNothingDependsOnAreNotAskedFor() throws Exception {
        tree.kernels("a.cc", kernel("A") + "void f() {\n#ifdef QUIET\n  g();\n#else\n  h();\n#endif\n}\n");
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(effects.scan().testedMacros()).contains("QUIET");
        assertThat(effects.bases().get(0).changes()).doesNotContain("QUIET");
        assertThat(effects.meeting()).isEmpty();
    }

    @Test
    void macrosWithoutEffectOnDifferentTextDoNotMeet() throws Exception {
        tree.kernels(
                "a.cc",
                "#ifdef A\n#define X 1\n#else\n#define X 2\n#endif\n#ifdef B\n#define Y 1\n#endif\n" + kernel("K"));
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(effects.bases().get(0).changes()).contains("A", "B");
        assertThat(changes(effects)).isEmpty();
        assertThat(effects.meeting()).isEmpty();
    }

    @Test
    void macrosThatOneConditionTestsMeet() throws Exception {
        tree.kernels("a.cc", "#if defined(A) && defined(B)\n" + kernel("Both") + "#endif\n");
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(changes(effects)).isEmpty();
        assertThat(effects.meeting().get("A")).containsExactly("B");
        assertThat(effects.meeting().get("B")).containsExactly("A");
    }

    @Test
    void aMacroMeetsWhatDecidesWhetherItIsAskedFor() throws Exception {
        tree.kernels("a.cc", "#ifdef OUTER\n#ifdef INNER\n" + kernel("Inner") + "#endif\n#endif\n" + kernel("K"));
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(effects.bases().get(0).changes()).doesNotContain("INNER");
        assertThat(effects.meeting().get("INNER")).containsExactly("OUTER");
    }

    @Test
    void macrosMeetThroughWhatTheyDefine() throws Exception {
        tree.file(
                "tensorflow/core/kernels/types.h",
                "#ifndef K_TYPES_H_\n#define K_TYPES_H_\n#ifdef A\n#define FIRST\n#endif\n#ifdef B\n#define SECOND\n"
                        + "#endif\n#ifdef C\n#define THIRD\n#endif\n#endif\n");
        tree.kernels(
                "a.cc",
                "#include \"tensorflow/core/kernels/types.h\"\n#if defined(FIRST) && defined(SECOND)\n" + kernel("Both")
                        + "#endif\n#ifdef THIRD\n" + kernel("Third") + "#endif\n");
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(effects.meeting().get("A")).contains("B").doesNotContain("C");
        assertThat(effects.meeting().getOrDefault("C", new TreeSet<>())).doesNotContain("A", "B");
        assertThat(changes(effects)).contains("C [+Third]");
    }

    @Test
    void macrosMeetWhenOneHidesWhatTheOtherDefines() throws Exception {
        tree.kernels(
                "a.cc",
                "#ifdef A\n#define M 1\n#endif\n#ifdef B\n#undef M\n#endif\n#ifdef M\n" + kernel("M") + "#endif\n");
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(changes(effects)).contains("A [+M]").noneMatch(line -> line.startsWith("B "));
        assertThat(effects.meeting().get("A")).contains("B");
    }

    /** As GCC_WITHOUT_INTRINSICS of denormal.cc: what is defined anyway is the same whoever defines it besides. */
    @Test
    void aMacroThatTheFileDefinesAnywayMeetsOnlyWhatKeepsTheFileFromIt() throws Exception {
        tree.kernels(
                "a.cc",
                "#ifndef NEW\n#define OLD\n#endif\n"
                        + "#if defined(X86) && !defined(MOBILE) && !defined(OLD)\n" + kernel("Fast") + "#endif\n"
                        + kernel("K") + others(200));
        DefineImpactScan effects = tree.effects(SmallTree.configuration("X86"));

        assertThat(changes(effects)).contains("NEW [+Fast]");
        assertThat(effects.meeting().get("OLD")).contains("NEW").doesNotContain("MOBILE");
        assertThat(effects.meeting().get("MOBILE")).contains("NEW").doesNotContain("OLD");
        List<String> both = SmallTree.lines(
                tree.scan(SmallTree.configuration("X86", "MOBILE", "OLD"), SmallTree.configuration("X86")));
        assertThat(both).noneMatch(line -> line.startsWith("Fast"));
    }

    /** As in crc32c_accelerate.cc: without the third one neither of them is asked for. */
    @Test
    void macrosThatAThirdOneBringsTogetherMeetThatOne() throws Exception {
        tree.kernels(
                "a.cc",
                "#ifdef SSE\n#if defined(X86) && defined(MINOR)\n" + kernel("Fast") + "#endif\n#endif\n" + kernel("K")
                        + others(200));
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(effects.meeting().get("SSE")).contains("X86", "MINOR");
        assertThat(effects.meeting().get("X86")).containsExactly("SSE");
        assertThat(SmallTree.lines(tree.scan(SmallTree.configuration("X86", "MINOR"))))
                .noneMatch(line -> line.startsWith("Fast"));
    }

    /** Conditions on macros that have nothing to do with others. */
    private static String others(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("#ifdef M").append(i).append("\n#define N").append(i).append("\n#endif\n");
        }
        return text.toString();
    }

    @Test
    void macrosMeetInTheTextOfARegistration() throws Exception {
        tree.kernels(
                "a.cc",
                "#ifdef A\n#define NAME \"X\"\n#else\n#define NAME \"Y\"\n#endif\n#ifdef B\n#define CLASS BOp\n#else\n"
                        + "#define CLASS COp\n#endif\nREGISTER_KERNEL_BUILDER(Name(NAME).Device(DEVICE_CPU), CLASS);\n");
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(effects.meeting().get("A")).contains("B");
    }

    @Test
    void theSameRegistrationFromTwoPlacesMakesTheirMacrosMeet() throws Exception {
        tree.file(
                "tensorflow/core/kernels/k.inc",
                "#ifndef A\n" + kernel("K") + "#endif\n#ifndef B\n" + kernel("K") + "#endif\n");
        tree.kernels("a.cc", "#include \"tensorflow/core/kernels/k.inc\"\n");
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(changes(effects)).isEmpty();
        assertThat(effects.meeting().get("A")).contains("B");
    }

    @Test
    void theValueOfAMacroCountsWhenItIsReadAndNotWhenItIsTested() throws Exception {
        tree.kernels(
                "a.cc",
                "#ifdef TESTED\n" + kernel("Tested") + "#endif\n#if LEVEL\n" + kernel("Level") + "#endif\n"
                        + "#ifdef TEXT\nREGISTER_KERNEL_BUILDER(Name(\"T\").Device(DEVICE_CPU), T<TEXT>);\n#endif\n");

        assertThat(tree.effects(SmallTree.configuration()).valued()).containsExactly("LEVEL", "TEXT");
        assertThat(tree.effects(SmallTree.configuration("TESTED", "LEVEL", "TEXT"))
                        .valued())
                .containsExactly("LEVEL", "TEXT");
    }

    @Test
    void tellsWhichHeadersAreIncludedWithAChange() throws Exception {
        tree.file("tensorflow/core/kernels/gpu.h", "#ifndef GPU_H_\n#define GPU_H_\n#endif\n");
        tree.kernels("a.cc", "#ifdef GPU\n#include \"tensorflow/core/kernels/gpu.h\"\n#endif\n" + kernel("K"));
        DefineImpact base = tree.effects(SmallTree.configuration()).bases().get(0);

        int change = base.changes().indexOf("GPU") + 1;
        assertThat(change).isPositive();
        assertThat(base.units()).extracting(TranslationUnit::file).containsExactly("tensorflow/core/kernels/a.cc");
        assertThat(base.units().get(0).includes())
                .filteredOn(list -> list.presence().holdsIn(change))
                .singleElement()
                .satisfies(list -> assertThat(list.headers()).contains("tensorflow/core/kernels/gpu.h"));
    }

    /** SLIM decides what numbertype stands for, which a unit does not ask for whose only op is there with EXTRA. */
    @Test
    void aMacroThatBringsAnOpInMeetsWhatDecidesOverItsTypes() throws Exception {
        tree.file(
                "tensorflow/core/ops/x.cc",
                "#include \"tensorflow/core/framework/op_kernel.h\"\n#ifdef EXTRA\n"
                        + "REGISTER_OP(\"Extra\").Attr(\"T: numbertype\").Input(\"x: T\");\n#endif\n");
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(effects.meeting().get("EXTRA")).contains("SLIM");
    }

    /** Two configurations in which a unit sees the same are gone through once; what a change does holds for both. */
    @Test
    void aChangeDoesTheSameInConfigurationsThatAgree() throws Exception {
        tree.kernels("a.cc", "#ifdef A\n" + kernel("OfA") + "#endif\n" + kernel("K"));
        tree.kernels("b.cc", "#ifdef OTHER\n" + kernel("OfOther") + "#endif\n#ifdef A\n" + kernel("Both") + "#endif\n");
        DefineImpactScan effects = TreeScanner.scanEffects(
                root,
                List.of(SmallTree.configuration(), SmallTree.configuration("OTHER")),
                macro -> !macro.endsWith("_H_"),
                Progress.NONE);

        assertThat(effects.bases()).hasSize(2);
        assertThat(effects.bases())
                .allSatisfy(base -> assertThat(base.registrations())
                        .filteredOn(scanned ->
                                scanned.presence().holdsIn(base.changes().indexOf("A") + 1))
                        .filteredOn(scanned -> !scanned.presence().holdsIn(0))
                        .extracting(scanned -> scanned.registration().op())
                        .containsExactly("OfA", "Both"));
        assertThat(effects.bases().get(1).changes()).contains("-UOTHER").doesNotContain("OTHER");
    }

    /** More changes than are gone through at once: every two of those that do more than define are looked at together. */
    @Test
    void changesOfDifferentBatchesMeet() throws Exception {
        StringBuilder header = new StringBuilder("#ifndef M_H_\n#define M_H_\n");
        for (int i = 100; i < 250; i++) {
            header.append("#ifdef A" + i + "\n#define D" + i + "\n#endif\n");
        }
        tree.file("tensorflow/core/kernels/m.h", header + "#endif\n");
        tree.kernels(
                "a.cc",
                "#include \"tensorflow/core/kernels/m.h\"\n#if defined(D100) && defined(D249)\n" + kernel("K")
                        + "#endif\n" + "#ifdef D180\n" + kernel("L") + "#endif\n");
        DefineImpactScan effects = tree.effects(SmallTree.configuration());

        assertThat(effects.meeting().get("A100")).contains("A249");
        assertThat(effects.meeting().getOrDefault("A180", new TreeSet<>())).doesNotContain("A100", "A249");
        assertThat(changes(effects)).contains("A180 [+L]");
    }
}
