package io.github.tfmobile.graph.io;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.DtypeNames;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Reads messages in protobuf's text format and says where one goes wrong. */
final class TextMessages {

    /** A text of this size holds ten times what fits into a heap. */
    private static final long LARGEST = 1L << 30;

    /** What may stand before a text that is none of it. */
    static final char BYTE_ORDER_MARK = '\uFEFF';

    /** How many missing braces are looked into. */
    private static final int UNCLOSED = 4;

    /** What the parser says of unknown fields: a line for each with place, message and field. */
    private static final Pattern NO_FIELD = Pattern.compile("(?m)^(\\d+):(\\d+):\\s+([\\w.]+)\\.(\\w+)$");

    private static final Pattern NO_VALUE =
            Pattern.compile("Enum type \"([\\w.]+)\" has no value (?:named|with number) \"?([^\".]*)\"?\\.?");

    private TextMessages() {}

    /** Merges the whole file into the builder. */
    static <B extends Message.Builder> B merge(MappedFile file, String element, B builder) throws ProblemException {
        Path path = file.path();
        String shown = MappedFile.shown(path);
        if (file.size() > LARGEST) {
            throw new ProblemException(Problem.of(
                    GraphProblem.TEXT_TOO_LARGE,
                    element + " is a text file of " + file.size() + " bytes, which is too large: \"" + shown + "\"",
                    Place.of(path),
                    "Write it in the binary format."));
        }
        CharBuffer text = decode(file, element);
        DtypeNames.toNumbers(text);
        try {
            TextFormat.Parser.newBuilder()
                    .setRecursionLimit(WireReader.DEPTH)
                    .build()
                    .merge((CharSequence) text, builder);
            return builder;
        } catch (TextFormat.ParseException e) {
            throw problem(path, element, builder.getDescriptorForType(), earlier(text, builder, e));
        }
    }

    /**
     * The parser tells of unknown fields last, and of a missing brace where the text ends. What such a brace makes wrong
     * first is an unknown field, so the text is closed and read again.
     */
    private static TextFormat.ParseException earlier(
            CharBuffer text, Message.Builder builder, TextFormat.ParseException e) {
        if (!String.valueOf(e.getMessage()).contains("Expected \"}\"")) {
            return e;
        }
        StringBuilder closed = new StringBuilder(text).append('\n');
        for (int i = 0; i < UNCLOSED; i++) {
            closed.append('}');
            try {
                TextFormat.Parser.newBuilder()
                        .setRecursionLimit(WireReader.DEPTH)
                        .build()
                        .merge(
                                (CharSequence) closed,
                                builder.getDefaultInstanceForType().newBuilderForType());
                return e;
            } catch (TextFormat.ParseException next) {
                if (NO_FIELD.matcher(String.valueOf(next.getMessage())).find()) {
                    return next;
                }
            }
        }
        return e;
    }

    private static CharBuffer decode(MappedFile file, String element) throws ProblemException {
        ByteBuffer bytes = file.slice(0, (int) file.size());
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            CharBuffer text = decoder.decode(bytes);
            // Editors of some systems put a byte order mark before a text.
            return text.hasRemaining() && text.get(0) == BYTE_ORDER_MARK ? text.position(1) : text;
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    Problem.of(
                            GraphProblem.TEXT_NOT_UTF_8,
                            element + " is a text file with a byte that is not UTF-8: \""
                                    + MappedFile.shown(file.path()) + "\"",
                            Place.at(file.path(), bytes.position()),
                            "Save it in UTF-8."),
                    e);
        }
    }

    private static ProblemException problem(Path path, String element, Descriptor type, TextFormat.ParseException e) {
        String reason = String.valueOf(e.getMessage()).strip();
        int line = e.getLine();
        int column = e.getColumn();
        String remedy = "Put the text right, or give the binary form of the same graph.";
        Matcher field = NO_FIELD.matcher(reason);
        Matcher value = NO_VALUE.matcher(reason);
        if (value.find()) {
            EnumDescriptor wanted = find(type, value.group(1), EnumDescriptor.class, new HashSet<>());
            List<String> names = wanted == null ? List.of() : valueNames(wanted);
            reason = "\"" + value.group(2) + "\" is not a value of " + shortName(value.group(1));
            remedy = Nearest.question(value.group(2), names, remedy);
        } else if (field.find()) {
            String owner = field.group(3);
            String name = field.group(4);
            line = Integer.parseInt(field.group(1));
            column = Integer.parseInt(field.group(2));
            Descriptor wanted = find(type, owner, Descriptor.class, new HashSet<>());
            List<String> names = wanted == null
                    ? List.of()
                    : wanted.getFields().stream().map(FieldDescriptor::getName).toList();
            reason = shortName(owner) + " has no field \"" + name + "\"";
            remedy = !owner.equals(type.getFullName()) && type.findFieldByName(name) != null
                    ? shortName(type.getFullName()) + " has that field; is a } missing before it?"
                    : Nearest.question(name, names, remedy);
        } else {
            reason = reason.replaceFirst("^\\d+:\\d+:\\s*", "").replaceFirst("\\.$", "");
        }
        return new ProblemException(
                Problem.of(
                        GraphProblem.NO_TEXT_FORMAT,
                        element + " is no valid text format: " + reason,
                        Place.of(path, Math.max(line, 1), Math.max(column, 1)),
                        remedy),
                e);
    }

    private static List<String> valueNames(EnumDescriptor type) {
        return type.equals(DataType.getDescriptor())
                ? Dtype.all().stream().map(Dtype::constant).toList()
                : type.getValues().stream().map(EnumValueDescriptor::getName).toList();
    }

    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The message or enum of that full name, looked for in everything that a message refers to. */
    private static <T> @Nullable T find(Descriptor type, String name, Class<T> kind, Set<String> seen) {
        if (!seen.add(type.getFullName())) {
            return null;
        }
        if (kind.isInstance(type) && type.getFullName().equals(name)) {
            return kind.cast(type);
        }
        for (FieldDescriptor field : type.getFields()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.ENUM
                    && kind.isInstance(field.getEnumType())
                    && field.getEnumType().getFullName().equals(name)) {
                return kind.cast(field.getEnumType());
            }
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                T found = find(field.getMessageType(), name, kind, seen);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
