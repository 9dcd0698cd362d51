package io.github.tfmobile.common.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes maps, lists, strings, numbers, booleans and null as JSON in plain ASCII, the same on every system. */
public final class Json {

    private static final JSON WRITER = JSON.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .enable(JSON.Feature.WRITE_NULL_PROPERTIES)
            .build();
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withArrayEmptySeparator("")
            .withObjectEmptySeparator("");

    private Json() {}

    /** On one line. */
    public static String line(Object value) {
        return write(WRITER, value);
    }

    /** Indented, with a line feed at the end. */
    public static String pretty(Object value) {
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter(SEPARATORS).withObjectIndenter(LINES).withArrayIndenter(LINES);
        return write(WRITER.with(JSON.Feature.PRETTY_PRINT_OUTPUT).with(printer), value) + "\n";
    }

    private static String write(JSON writer, Object value) {
        try {
            return writer.asString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string takes everything
        }
    }
}
