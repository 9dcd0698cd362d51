package io.github.tfmobile.graph.tensor;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Messages with contents in place of references, on the heap, and the way back. */
public final class WholeMessages {

    private WholeMessages() {}

    /** What becomes of a tensor. */
    @FunctionalInterface
    public interface TensorChange {

        /**
         * The tensor to be there instead.
         *
         * @throws ProblemException if its content cannot be read
         */
        TensorProto apply(TensorProto tensor) throws ProblemException;
    }

    /**
     * The tensor with its content.
     *
     * @throws ProblemException if the content cannot be read or is damaged
     */
    public static TensorProto of(TensorProto tensor) throws ProblemException {
        TensorContent content = ContentReferences.find(tensor);
        if (content == null) {
            return tensor;
        }
        content.verify();
        ByteBuffer bytes = ByteBuffer.allocate(content.size());
        content.read(0, bytes);
        return tensor.toBuilder()
                .setTensorContent(UnsafeByteOperations.unsafeWrap(bytes.array()))
                .build();
    }

    /**
     * The node with all contents.
     *
     * @throws ProblemException if a content cannot be read or is damaged
     */
    public static NodeDef of(NodeDef node) throws ProblemException {
        return MessageSizes.refers(node) ? change(node, WholeMessages::of) : node;
    }

    /**
     * The functions with all contents.
     *
     * @throws ProblemException if a content cannot be read or is damaged
     */
    public static FunctionDefLibrary of(FunctionDefLibrary library) throws ProblemException {
        return MessageSizes.refers(library) ? change(library, WholeMessages::of) : library;
    }

    /**
     * The tensor with a reference in place of a large content.
     *
     * @param known contents that it may be; one with the same bytes is taken
     * @throws ProblemException if one of these cannot be read or is damaged
     */
    public static TensorProto refer(TensorProto tensor, List<TensorContent> known) throws ProblemException {
        ByteString bytes = tensor.getTensorContent();
        if (bytes.size() < TensorContent.LARGE) {
            return tensor;
        }
        TensorContent content = new ScratchContent(bytes.asReadOnlyByteBuffer());
        for (TensorContent candidate : known) {
            if (candidate.size() == bytes.size() && new ContentKey(candidate).equals(new ContentKey(content))) {
                return candidate.referTo(tensor.toBuilder()).build();
            }
        }
        ByteBuffer copy = ScratchBuffer.allocate(bytes.size());
        bytes.copyTo(copy);
        return new ScratchContent(copy.flip()).referTo(tensor.toBuilder()).build();
    }

    /** Adds the contents that a node refers to. */
    public static void contents(NodeDef node, List<TensorContent> found) throws ProblemException {
        change(node, tensor -> visited(tensor, found));
    }

    /** Adds the contents that functions refer to. */
    public static void contents(FunctionDefLibrary library, List<TensorContent> found) throws ProblemException {
        change(library, tensor -> visited(tensor, found));
    }

    private static TensorProto visited(TensorProto tensor, List<TensorContent> found) {
        TensorContent content = ContentReferences.find(tensor);
        if (content != null) {
            found.add(content);
        }
        return tensor;
    }

    /** The node with other tensors in its attrs; the same object when none is another. */
    public static NodeDef change(NodeDef node, TensorChange change) throws ProblemException {
        Map<String, AttrValue> changed = changed(node.getAttrMap(), change);
        return changed.isEmpty() ? node : node.toBuilder().putAllAttr(changed).build();
    }

    /** The functions with other tensors in the attrs of their nodes; the same object when none is another. */
    @SuppressWarnings("ReferenceEquality") // whether it was touched
    public static FunctionDefLibrary change(FunctionDefLibrary library, TensorChange change) throws ProblemException {
        FunctionDefLibrary.Builder result = null;
        for (int i = 0; i < library.getFunctionCount(); i++) {
            FunctionDef function = library.getFunction(i);
            FunctionDef other = change(function, change);
            if (other != function) {
                result = result == null ? library.toBuilder() : result;
                result.setFunction(i, other);
            }
        }
        return result == null ? library : result.build();
    }

    @SuppressWarnings("ReferenceEquality") // whether it was touched
    private static FunctionDef change(FunctionDef function, TensorChange change) throws ProblemException {
        Map<String, AttrValue> attrs = changed(function.getAttrMap(), change);
        FunctionDef.Builder result =
                attrs.isEmpty() ? null : function.toBuilder().putAllAttr(attrs);
        for (int i = 0; i < function.getNodeDefCount(); i++) {
            NodeDef node = function.getNodeDef(i);
            NodeDef other = change(node, change);
            if (other != node) {
                result = result == null ? function.toBuilder() : result;
                result.setNodeDef(i, other);
            }
        }
        return result == null ? function : result.build();
    }

    /** The attrs with other tensors in them; the same object when none is another. */
    public static Map<String, AttrValue> change(Map<String, AttrValue> attrs, TensorChange change)
            throws ProblemException {
        Map<String, AttrValue> changed = changed(attrs, change);
        if (changed.isEmpty()) {
            return attrs;
        }
        Map<String, AttrValue> result = new HashMap<>(attrs);
        result.putAll(changed);
        return result;
    }

    /** Those that are other objects afterwards. */
    @SuppressWarnings("ReferenceEquality") // whether it was touched
    private static Map<String, AttrValue> changed(Map<String, AttrValue> attrs, TensorChange change)
            throws ProblemException {
        Map<String, AttrValue> changed = Map.of();
        for (Map.Entry<String, AttrValue> attr : attrs.entrySet()) {
            AttrValue other = change(attr.getValue(), change);
            if (other != attr.getValue()) {
                changed = changed.isEmpty() ? new HashMap<>() : changed;
                changed.put(attr.getKey(), other);
            }
        }
        return changed;
    }

    @SuppressWarnings("ReferenceEquality") // whether it was touched
    private static AttrValue change(AttrValue value, TensorChange change) throws ProblemException {
        switch (value.getValueCase()) {
            case TENSOR -> {
                TensorProto other = change.apply(value.getTensor());
                return other == value.getTensor()
                        ? value
                        : value.toBuilder().setTensor(other).build();
            }
            case FUNC -> {
                NameAttrList other = change(value.getFunc(), change);
                return other == value.getFunc()
                        ? value
                        : value.toBuilder().setFunc(other).build();
            }
            case LIST -> {
                AttrValue.ListValue.Builder list = null;
                for (int i = 0; i < value.getList().getTensorCount(); i++) {
                    TensorProto other = change.apply(value.getList().getTensor(i));
                    if (other != value.getList().getTensor(i)) {
                        list = list == null ? value.getList().toBuilder() : list;
                        list.setTensor(i, other);
                    }
                }
                for (int i = 0; i < value.getList().getFuncCount(); i++) {
                    NameAttrList other = change(value.getList().getFunc(i), change);
                    if (other != value.getList().getFunc(i)) {
                        list = list == null ? value.getList().toBuilder() : list;
                        list.setFunc(i, other);
                    }
                }
                return list == null ? value : value.toBuilder().setList(list).build();
            }
            default -> {
                return value;
            }
        }
    }

    private static NameAttrList change(NameAttrList function, TensorChange change) throws ProblemException {
        Map<String, AttrValue> attrs = changed(function.getAttrMap(), change);
        return attrs.isEmpty()
                ? function
                : function.toBuilder().putAllAttr(attrs).build();
    }
}
