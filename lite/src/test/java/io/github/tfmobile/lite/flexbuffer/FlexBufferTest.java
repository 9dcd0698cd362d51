package io.github.tfmobile.lite.flexbuffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.lite.Samples;
import io.github.tfmobile.lite.flatbuffer.DamagedException;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlexBufferTest {

    /** The options of custom ops, as the FlexBuffers of the original library decode them. */
    @Test
    void readsTheOptionsOfCustomOps() throws Exception {
        int compared = 0;
        for (String name : List.of("custom-ops", "flex-custom-mixed")) {
            LiteModel model = Samples.model(name);
            for (Map<String, Object> custom : Samples.list(Samples.answers(name).get("custom_ops"))) {
                List<Object> read = new ArrayList<>();
                for (Operator operator : model.subgraphs().get(0).operators()) {
                    if (model.code(operator).name().equals(custom.get("name"))) {
                        read.add(plain(FlexBuffer.read(model.bytes(operator.options()))));
                    }
                }
                assertThat(String.valueOf(read)).isEqualTo(String.valueOf(custom.get("options")));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(3);
    }

    @Test
    void readsNumbersOfEveryWidth() {
        assertThat(FlexBuffer.read(bytes(5, 1 << 2, 1))).isEqualTo(new FlexValue.Int(5));
        assertThat(FlexBuffer.read(bytes(0xff, 1 << 2, 1))).isEqualTo(new FlexValue.Int(-1));
        assertThat(FlexBuffer.read(bytes(0xff, 2 << 2, 1))).isEqualTo(new FlexValue.Int(255));
        assertThat(FlexBuffer.read(bytes(0, 0x3c, (3 << 2) | 1, 2))).isEqualTo(new FlexValue.Real(1));
        assertThat(FlexBuffer.read(bytes(0, 0, 0x20, 0x41, (3 << 2) | 2, 4))).isEqualTo(new FlexValue.Real(10));
        assertThat(FlexBuffer.read(bytes(1, 26 << 2, 1))).isEqualTo(new FlexValue.Bool(true));
        assertThat(FlexBuffer.read(bytes(0, 0, 1))).isEqualTo(new FlexValue.Null());
    }

    @Test
    void readsTypedVectors() {
        // Three ints with their count in front, then the offset back to the first.
        assertThat(FlexBuffer.read(bytes(3, 1, 2, 3, 3, 11 << 2, 1)))
                .isEqualTo(
                        new FlexValue.Items(List.of(new FlexValue.Int(1), new FlexValue.Int(2), new FlexValue.Int(3))));
        // Two of them need no count.
        assertThat(FlexBuffer.read(bytes(7, 8, 2, 16 << 2, 1)))
                .isEqualTo(new FlexValue.Items(List.of(new FlexValue.Int(7), new FlexValue.Int(8))));
    }

    @Test
    void refusesWhatLeadsOutside() {
        assertThatThrownBy(() -> FlexBuffer.read(bytes(1, 1))).isInstanceOf(DamagedException.class);
        assertThatThrownBy(() -> FlexBuffer.read(bytes(1, 4, 3))).hasMessageContaining("root of 3 bytes");
        assertThatThrownBy(() -> FlexBuffer.read(bytes(9, 5 << 2, 1))).hasMessageContaining("before its start");
        assertThatThrownBy(() -> FlexBuffer.read(bytes(200, 1, 1, 5 << 2, 1))).hasMessageContaining("outside");
        assertThatThrownBy(() -> FlexBuffer.read(bytes(0, 40 << 2, 1))).hasMessageContaining("no type 40");
    }

    @Test
    void refusesAVectorThatHoldsItself() {
        // The only element leads back to the vector's own start, its type says that it is a vector.
        assertThatThrownBy(() -> FlexBuffer.read(bytes(1, 0, 10 << 2, 2, 10 << 2, 1)))
                .hasMessageContaining("nest too deeply");
    }

    private static Object plain(FlexValue value) {
        if (value instanceof FlexValue.Entries map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.entries().forEach((key, entry) -> plain.put(key, plain(entry)));
            return plain;
        } else if (value instanceof FlexValue.Items items) {
            return items.items().stream().map(FlexBufferTest::plain).toList();
        } else if (value instanceof FlexValue.Int integer) {
            return integer.value();
        } else if (value instanceof FlexValue.Real real) {
            return real.value();
        } else if (value instanceof FlexValue.Bool bool) {
            return bool.value();
        } else if (value instanceof FlexValue.Text text) {
            return text.text();
        }
        return value.kind();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
