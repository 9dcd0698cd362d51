package io.github.tfmobile.lite.flexbuffer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A value in a FlexBuffer. */
public sealed interface FlexValue {

    /** No value. */
    record Null() implements FlexValue {

        @Override
        public String kind() {
            return "null";
        }
    }

    /** A boolean. */
    record Bool(boolean value) implements FlexValue {

        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** An integer; an unsigned one above 2^63 is negative. */
    record Int(long value) implements FlexValue {

        @Override
        public String kind() {
            return "an integer";
        }
    }

    /** A floating point number. */
    record Real(double value) implements FlexValue {

        @Override
        public String kind() {
            return "a number";
        }
    }

    /** A string, which need not be UTF-8. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Text(byte[] bytes) implements FlexValue {

        @Override
        public String kind() {
            return "a string";
        }

        /** The text. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Bytes that are no string. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Blob(byte[] bytes) implements FlexValue {

        @Override
        public String kind() {
            return "a blob";
        }
    }

    /** A vector, typed or not. */
    record Items(List<FlexValue> items) implements FlexValue {

        @Override
        public String kind() {
            return "a vector";
        }
    }

    /** A map, in the order of its keys. */
    record Entries(Map<String, FlexValue> entries) implements FlexValue {

        @Override
        public String kind() {
            return "a map";
        }
    }

    /** What kind of value it is, for messages. */
    String kind();
}
