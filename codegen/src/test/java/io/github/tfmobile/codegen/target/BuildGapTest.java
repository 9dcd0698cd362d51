package io.github.tfmobile.codegen.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BuildGapTest {

    @Test
    void namesTheListThatLacksTheLineOfAProto() {
        String proto = "tensorflow/core/protobuf/data/experimental/snapshot.proto";
        String text = "tensorflow/core/example/example.pb_text.h";

        assertThat(BuildGap.steps(List.of(gap(BuildGap.Kind.PROTO, proto), gap(BuildGap.Kind.PROTO, text))))
                .isEqualTo(
                        "add the line " + text + " to tensorflow/contrib/makefile/tf_pb_text_files.txt, add the line "
                                + proto + " to tensorflow/contrib/makefile/tf_proto_files.txt");
    }

    @Test
    void asksForTheTargetOfAProtoWhereBazelBuilds() {
        assertThat(BuildGap.steps(List.of(gap(BuildGap.Kind.BAZEL_PROTO, "a/b.proto"))))
                .isEqualTo("give tfmobile_library the deps that make the headers of a/b.proto");
    }

    @Test
    void asksTheMakefileToCompileWhatItLeavesOut() {
        assertThat(BuildGap.steps(List.of(gap(BuildGap.Kind.LEFT_OUT, "b.cc"), gap(BuildGap.Kind.LEFT_OUT, "a.cc"))))
                .isEqualTo("have the makefile compile a.cc, b.cc");
    }

    @Test
    void saysTheHardestFirstAndEachStepOnce() {
        List<BuildGap> gaps = List.of(
                gap(BuildGap.Kind.LEFT_OUT, "a.cc"),
                gap(BuildGap.Kind.PROTO, "a.proto"),
                gap(BuildGap.Kind.PROTO, "a.proto"),
                gap(BuildGap.Kind.LIBRARY, "re2"));

        assertThat(BuildGap.steps(gaps))
                .isEqualTo("build re2 for the device and link it, add the line a.proto to"
                        + " tensorflow/contrib/makefile/tf_proto_files.txt, have the makefile compile a.cc");
    }

    private static BuildGap gap(BuildGap.Kind kind, String name) {
        return new BuildGap(kind, "file.cc", name);
    }
}
