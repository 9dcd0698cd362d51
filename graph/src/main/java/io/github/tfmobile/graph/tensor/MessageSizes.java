package io.github.tfmobile.graph.tensor;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * How large messages are as a file, with the contents that they refer to. All messages that TensorFlow puts a tensor into
 * a graph with are known here; others count as they are.
 */
public final class MessageSizes {

    private MessageSizes() {}

    /** The message's size. May be more than a protocol buffer can have. */
    public static long of(Message message) {
        return message.getSerializedSize() + extra(message);
    }

    /** Whether the message refers to any content, somewhere in it. */
    public static boolean refers(Message message) {
        // A large content takes more bytes than the reference to it.
        return extra(message) != 0;
    }

    /** How many bytes a message has as a field, its tag and length included. */
    public static long ofField(int number, long size) {
        return CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt64SizeNoTag(size) + size;
    }

    /** By how much the message grows when references become contents. */
    private static long extra(Message message) {
        if (message instanceof NodeDef node) {
            long extra = 0;
            for (var attr : node.getAttrMap().entrySet()) {
                extra += entry(attr.getKey(), attr.getValue());
            }
            return extra;
        }
        if (message instanceof AttrValue value) {
            return extra(value);
        }
        if (message instanceof TensorProto tensor) {
            TensorContent content = ContentReferences.find(tensor);
            return content == null
                    ? 0
                    : ofField(TensorProto.TENSOR_CONTENT_FIELD_NUMBER, content.size()) - ContentReferences.size(tensor);
        }
        if (message instanceof AttrValue.ListValue list) {
            return all(list.getTensorList()) + all(list.getFuncList());
        }
        if (message instanceof NameAttrList function) {
            long extra = 0;
            for (var attr : function.getAttrMap().entrySet()) {
                extra += entry(attr.getKey(), attr.getValue());
            }
            return extra;
        }
        if (message instanceof FunctionDef function) {
            long extra = all(function.getNodeDefList());
            for (var attr : function.getAttrMap().entrySet()) {
                extra += entry(attr.getKey(), attr.getValue());
            }
            return extra;
        }
        if (message instanceof FunctionDefLibrary library) {
            return all(library.getFunctionList());
        }
        if (message instanceof GraphDef graph) {
            return all(graph.getNodeList()) + grown(graph.getLibrary());
        }
        if (message instanceof MapEntry<?, ?> entry && entry.getValue() instanceof Message value) {
            return grown(value);
        }
        return 0;
    }

    private static long extra(AttrValue value) {
        return switch (value.getValueCase()) {
            case TENSOR -> grown(value.getTensor());
            case LIST -> grown(value.getList());
            case FUNC -> grown(value.getFunc());
            default -> 0;
        };
    }

    private static long all(Iterable<? extends Message> messages) {
        long extra = 0;
        for (Message message : messages) {
            extra += grown(message);
        }
        return extra;
    }

    private static long entry(String key, AttrValue value) {
        long grown = grown(value);
        return grown == 0
                ? 0
                : grown(CodedOutputStream.computeStringSize(1, key) + ofField(2, value.getSerializedSize()), grown);
    }

    private static long grown(Message message) {
        long extra = extra(message);
        return extra == 0 ? 0 : grown(message.getSerializedSize(), extra);
    }

    /** With the larger number that its length becomes. */
    private static long grown(long size, long extra) {
        return extra
                + CodedOutputStream.computeUInt64SizeNoTag(size + extra)
                - CodedOutputStream.computeUInt64SizeNoTag(size);
    }
}
