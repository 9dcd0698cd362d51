package io.github.tfmobile.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

class DtypeTest {

    @Test
    void agreesWithTheGeneratedEnum() {
        for (DataType type : DataType.values()) {
            if (type != DataType.UNRECOGNIZED) {
                Dtype dtype = Dtype.of(type);
                assertThat(dtype.constant()).isEqualTo(type.name());
                assertThat(dtype.dataType()).isEqualTo(type);
                assertThat(Dtype.ofConstant(type.name())).isEqualTo(type == DataType.DT_INVALID ? null : dtype);
            }
        }
    }

    /** types.proto of TensorFlow 2.21.0; the references are 100 higher. */
    @Test
    void knowsTheDtypesThatCameLater() {
        assertThat(new Dtype(26).constant()).isEqualTo("DT_FLOAT8_E4M3FNUZ");
        assertThat(new Dtype(27).constant()).isEqualTo("DT_FLOAT8_E4M3B11FNUZ");
        assertThat(new Dtype(28).constant()).isEqualTo("DT_FLOAT8_E5M2FNUZ");
        assertThat(new Dtype(31).name()).isEqualTo("int2");
        assertThat(new Dtype(132).name()).isEqualTo("uint2_ref");
        assertThat(new Dtype(132).constant()).isEqualTo("DT_UINT2_REF");
        assertThat(new Dtype(133).withoutRef().name()).isEqualTo("float4_e2m1fn");
        assertThat(Dtype.parse("DT_INT2")).isEqualTo(new Dtype(31));
        assertThat(Dtype.parse("int2_ref")).isNull();
        assertThat(new Dtype(34).constant()).isEqualTo("34");
        assertThat(new Dtype(-1).name()).isEqualTo("dtype -1");
        assertThat(new Dtype(34).isKnown()).isFalse();
        assertThat(new Dtype(31).dataType()).isEqualTo(DataType.UNRECOGNIZED);
    }

    @Test
    void readsAndWritesTheirNamesInTextFormat() throws TextFormat.ParseException {
        String text = """
                name: "DT_INT2 'DT_INT2" # DT_INT2
                op: 'DT_UINT2\\'DT_UINT2'
                attr {
                  key: "T"
                  value {
                    list {
                      type: [DT_INT2, DT_FLOAT]
                      type: DT_UINT2_REF
                    }
                  }
                }
                """;
        String numbers = DtypeNames.toNumbers(text);
        assertThat(numbers)
                .hasSameSizeAs(text)
                .contains("name: \"DT_INT2 'DT_INT2\" # DT_INT2\n")
                .contains("type: [31     , DT_FLOAT]\n");
        NodeDef node = TextFormat.parse(numbers, NodeDef.class);
        assertThat(node.getOp()).isEqualTo("DT_UINT2'DT_UINT2");
        AttrValue value = node.getAttrOrThrow("T");
        assertThat(value.getList().getTypeValueList()).containsExactly(31, 1, 132);
        assertThat(TextFormat.printer().printToString(new DtypeNames().named(node)))
                .contains("type: DT_INT2\n", "type: DT_FLOAT\n", "type: DT_UINT2_REF\n");
        NodeDef usual = NodeDef.newBuilder().setName("x").build();
        assertThat(new DtypeNames().named(usual)).isSameAs(usual);
    }
}
