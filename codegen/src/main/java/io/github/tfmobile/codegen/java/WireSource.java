package io.github.tfmobile.codegen.java;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import javax.lang.model.element.Modifier;

/**
 * Source of the nested class that reads protobuf's wire format from a stream: varints, lengths, skipping. It trusts no
 * length: memory is allocated for bytes that have arrived.
 */
final class WireSource {

    /** Longest name or string that is kept, in bytes. */
    static final int LONGEST_TEXT = 1 << 20;

    private WireSource() {}

    static TypeSpec type(ClassName malformed) {
        return TypeSpec.classBuilder("Wire")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc(
                        "The wire format of protocol buffers, read from a stream that is never taken at its word.\n")
                .addField(InputStream.class, "in", Modifier.PRIVATE, Modifier.FINAL)
                .addField(FieldSpec.builder(ArrayTypeName.of(TypeName.BYTE), "buffer", Modifier.PRIVATE, Modifier.FINAL)
                        .initializer("new byte[8192]")
                        .build())
                .addField(TypeName.INT, "at", Modifier.PRIVATE)
                .addField(TypeName.INT, "filled", Modifier.PRIVATE)
                .addField(TypeName.LONG, "before", Modifier.PRIVATE)
                .addMethod(MethodSpec.constructorBuilder()
                        .addParameter(InputStream.class, "in")
                        .addCode("this.in = in;\n")
                        .build())
                .addMethod(method("position", TypeName.LONG)
                        .addCode("return before + at;\n")
                        .build())
                .addMethod(method("atEnd", TypeName.BOOLEAN)
                        .addJavadoc("Whether the message that ends at this position, or the stream, is over.\n")
                        .addException(IOException.class)
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(AT_END)
                        .build())
                .addMethod(method("fill", TypeName.BOOLEAN)
                        .addException(IOException.class)
                        .addCode(FILL)
                        .build())
                .addMethod(method("next", TypeName.INT)
                        .addException(IOException.class)
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(NEXT)
                        .build())
                .addMethod(method("varint", TypeName.LONG)
                        .addException(IOException.class)
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(VARINT)
                        .build())
                .addMethod(method("tag", TypeName.INT)
                        .addJavadoc("Field number and wire type of the next field.\n")
                        .addException(IOException.class)
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(TAG)
                        .build())
                .addMethod(method("end", TypeName.LONG)
                        .addJavadoc("Reads a length and gives the position at which the field ends.\n")
                        .addException(IOException.class)
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(END)
                        .build())
                .addMethod(method("text", ClassName.get(String.class))
                        .addException(IOException.class)
                        .addParameter(TypeName.LONG, "limit")
                        .addCode("return textTo(end(limit));\n")
                        .build())
                .addMethod(method("textTo", ClassName.get(String.class))
                        .addException(IOException.class)
                        .addParameter(TypeName.LONG, "end")
                        .addCode(TEXT, LONGEST_TEXT, ByteArrayOutputStream.class, StandardCharsets.class)
                        .build())
                .addMethod(method("skip", TypeName.VOID)
                        .addException(IOException.class)
                        .addParameter(TypeName.INT, "tag")
                        .addParameter(TypeName.LONG, "limit")
                        .addParameter(TypeName.INT, "depth")
                        .addCode(SKIP)
                        .build())
                .addMethod(method("skipTo", TypeName.VOID)
                        .addException(IOException.class)
                        .addParameter(TypeName.LONG, "end")
                        .addCode(SKIP_TO)
                        .build())
                .addMethod(method("checked", TypeName.LONG)
                        .addException(IOException.class)
                        .addParameter(TypeName.LONG, "end")
                        .addParameter(TypeName.LONG, "limit")
                        .addCode(CHECKED)
                        .build())
                .addMethod(method("malformed", malformed)
                        .addParameter(String.class, "what")
                        .addCode("return new $T(what + \" at byte \" + position());\n", malformed)
                        .build())
                .build();
    }

    private static MethodSpec.Builder method(String name, TypeName returns) {
        return MethodSpec.methodBuilder(name).returns(returns);
    }

    private static final String AT_END = """
            return position() >= limit || (at == filled && limit == Long.MAX_VALUE && !fill());
            """;

    private static final String FILL = """
            if (position() > Integer.MAX_VALUE) {
              throw malformed("The graph is larger than 2 GB");
            }
            before += filled;
            at = 0;
            filled = 0;
            int count = in.read(buffer, 0, buffer.length);
            if (count <= 0) {
              return false;
            }
            filled = count;
            return true;
            """;

    private static final String NEXT = """
            if (position() >= limit) {
              throw malformed("A field runs over the end of its message");
            }
            if (at == filled && !fill()) {
              throw malformed("The graph is truncated");
            }
            return buffer[at++] & 0xff;
            """;

    private static final String VARINT = """
            long value = 0;
            for (int shift = 0; shift < 70; shift += 7) {
              int b = next(limit);
              value |= (long) (b & 0x7f) << shift;
              if (b < 0x80) {
                return value;
              }
            }
            throw malformed("A varint has more than ten bytes");
            """;

    private static final String TAG = """
            long tag = varint(limit);
            if (tag <= 7 || tag > 0xffffffffL || (tag & 7) > 5) {
              throw malformed("This is no GraphDef: a field has number " + (tag >>> 3) + " and wire type " + (tag & 7));
            }
            return (int) tag;
            """;

    private static final String END = """
            long length = varint(limit);
            if (length < 0 || length > Integer.MAX_VALUE || length > limit - position()) {
              throw malformed("A field of " + length + " bytes runs over the end of its message");
            }
            return position() + length;
            """;

    private static final String TEXT = """
            if (end - position() > $1L) {
              throw malformed("A name has " + (end - position()) + " bytes");
            }
            $2T bytes = new $2T();
            while (position() < end) {
              if (at == filled && !fill()) {
                throw malformed("The graph is truncated");
              }
              int count = (int) Math.min(filled - at, end - position());
              bytes.write(buffer, at, count);
              at += count;
            }
            return new String(bytes.toByteArray(), $3T.UTF_8);
            """;

    private static final String SKIP = """
            switch (tag & 7) {
              case 0:
                varint(limit);
                return;
              case 1:
                skipTo(checked(position() + 8, limit));
                return;
              case 2:
                skipTo(end(limit));
                return;
              case 3:
                if (depth > MAX_DEPTH) {
                  throw malformed("Messages are nested too deeply");
                }
                while (true) {
                  int inner = tag(limit);
                  if ((inner & 7) == 4) {
                    if (inner >>> 3 != tag >>> 3) {
                      throw malformed("A group has the wrong end");
                    }
                    return;
                  }
                  skip(inner, limit, depth + 1);
                }
              case 5:
                skipTo(checked(position() + 4, limit));
                return;
              default:
                throw malformed("A group ends that did not begin");
            }
            """;

    private static final String CHECKED = """
            if (end > limit) {
              throw malformed("A field runs over the end of its message");
            }
            return end;
            """;

    private static final String SKIP_TO = """
            while (position() < end) {
              if (at == filled) {
                if (end - position() > buffer.length) {
                  long skipped = in.skip(end - position() - buffer.length);
                  if (skipped > 0) {
                    before += skipped;
                    continue;
                  }
                }
                if (!fill()) {
                  throw malformed("The graph is truncated");
                }
              }
              at += (int) Math.min(filled - at, end - position());
            }
            """;
}
