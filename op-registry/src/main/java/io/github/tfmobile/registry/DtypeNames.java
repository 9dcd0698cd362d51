package io.github.tfmobile.registry;

import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.CharBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * Names in text format of the dtypes that came after the generated messages: their enum takes such a dtype's number and
 * does not know its name.
 */
public final class DtypeNames {

    private static final String PREFIX = "DT_";

    /** Files of messages whose enum has every dtype, by file name. */
    private final Map<String, FileDescriptor> files = new HashMap<>();

    /**
     * Puts numbers, and blanks up to the same length, in place of the names that the generated enum lacks, so that every
     * place in the text stays where it was. What is in quotes or in a comment is not looked at.
     *
     * @param text with an array that may be written to
     */
    public static void toNumbers(CharBuffer text) {
        int end = text.limit();
        int at = text.position();
        while (at < end) {
            char c = text.get(at);
            if (c == '"' || c == '\'') {
                at = afterQuote(text, at);
            } else if (c == '#') {
                while (at < end && text.get(at) != '\n') {
                    at++;
                }
            } else if (isName(c)) {
                int start = at;
                while (at < end && isName(text.get(at))) {
                    at++;
                }
                if (c == PREFIX.charAt(0)) {
                    toNumber(text, start, at);
                }
            } else {
                at++;
            }
        }
    }

    /** The same of a short text. */
    public static String toNumbers(String text) {
        CharBuffer copy = CharBuffer.wrap(text.toCharArray());
        toNumbers(copy);
        return copy.toString();
    }

    /** A quoted text ends with its line, closed or not; the parser says of the latter what is wrong. */
    private static int afterQuote(CharBuffer text, int open) {
        for (int at = open + 1; at < text.limit(); at++) {
            char c = text.get(at);
            if (c == '\\') {
                at++;
            } else if (c == text.get(open) || c == '\n') {
                return at + 1;
            }
        }
        return text.limit();
    }

    private static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static void toNumber(CharBuffer text, int start, int end) {
        Dtype dtype = Dtype.ofConstant(
                text.subSequence(start - text.position(), end - text.position()).toString());
        if (dtype == null || dtype.dataType() != DataType.UNRECOGNIZED) {
            return;
        }
        String number = Integer.toString(dtype.number());
        for (int i = 0; i < end - start; i++) {
            text.put(start + i, i < number.length() ? number.charAt(i) : ' ');
        }
    }

    /** A message that is printed with the names of all its dtypes: itself unless it has one that the enum lacks. */
    public Message named(Message message) {
        if (!hasUnnamed(message)) {
            return message;
        }
        Descriptor type = message.getDescriptorForType();
        try {
            FileDescriptor file = named(type.getFile());
            Descriptor named = file.findMessageTypeByName(type.getName());
            return named == null ? message : DynamicMessage.parseFrom(named, message.toByteString());
        } catch (DescriptorValidationException | InvalidProtocolBufferException e) {
            throw new IllegalStateException("the same message with more names", e);
        }
    }

    private static boolean hasUnnamed(Message message) {
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            boolean messages = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (!messages && field.getJavaType() != FieldDescriptor.JavaType.ENUM) {
                continue;
            }
            List<?> values = entry.getValue() instanceof List<?> list ? list : List.of(entry.getValue());
            for (Object value : values) {
                boolean unnamed = value instanceof Message inner
                        ? hasUnnamed(inner)
                        : value instanceof EnumValueDescriptor named
                                && named.getType().equals(DataType.getDescriptor())
                                && DataType.forNumber(named.getNumber()) == null
                                && new Dtype(named.getNumber()).isKnown();
                if (unnamed) {
                    return true;
                }
            }
        }
        return false;
    }

    private FileDescriptor named(FileDescriptor file) throws DescriptorValidationException {
        FileDescriptor known = files.get(file.getName());
        if (known != null) {
            return known;
        }
        FileDescriptor[] needed = new FileDescriptor[file.getDependencies().size()];
        for (int i = 0; i < needed.length; i++) {
            needed[i] = named(file.getDependencies().get(i));
        }
        FileDescriptorProto.Builder copy = file.toProto().toBuilder();
        EnumDescriptorProto.Builder dtypes =
                file.equals(DataType.getDescriptor().getFile()) ? dtypes(copy) : null;
        if (dtypes != null) {
            for (Dtype dtype : Dtype.all()) {
                for (Dtype one : List.of(dtype, dtype.ref())) {
                    if (DataType.forNumber(one.number()) == null) {
                        dtypes.addValueBuilder().setName(one.constant()).setNumber(one.number());
                    }
                }
            }
        }
        FileDescriptor built = FileDescriptor.buildFrom(copy.build(), needed);
        files.put(file.getName(), built);
        return built;
    }

    private static EnumDescriptorProto.@Nullable Builder dtypes(FileDescriptorProto.Builder file) {
        for (EnumDescriptorProto.Builder type : file.getEnumTypeBuilderList()) {
            if (type.getName().equals(DataType.getDescriptor().getName())) {
                return type;
            }
        }
        return null;
    }
}
