package io.github.tfmobile.graph.runtime;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AllocateTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteImportGraphDefOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Dim;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetAllOpList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphImportGraphDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_LoadSessionFromSavedModel;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewImportGraphDefOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NumDims;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationNumOutputs;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionRun;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_GetDataPointer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_GetSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorByteSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorFromProto;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.io.ProtoWriter;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.MessageSizes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OpList;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A session of the C API (tensorflow/c/c_api.h). The only class that touches native memory: whatever a method allocates
 * it frees before it returns, except the session and its graph, which {@link #close} frees.
 */
final class NativeSession implements AutoCloseable {

    /** No native string is longer than this in Java. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - 64L;

    private final TF_Graph graph;
    private final TF_Session session;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private NativeSession(TF_Graph graph, TF_Session session) {
        this.graph = graph;
        this.session = session;
    }

    static boolean isPresent() {
        String folder = "org/tensorflow/internal/c_api/" + Loader.getPlatform() + "/";
        ClassLoader loader = NativeSession.class.getClassLoader();
        for (String library : List.of("libjnitensorflow.so", "libjnitensorflow.dylib", "jnitensorflow.dll")) {
            URL found = loader == null
                    ? ClassLoader.getSystemResource(folder + library)
                    : loader.getResource(folder + library);
            if (found != null) {
                return true;
            }
        }
        return false;
    }

    static String version() {
        return TF_Version().getString();
    }

    /** All ops of the native library; loads it. */
    static OpList ops() {
        TF_Buffer buffer = TF_GetAllOpList();
        try {
            BytePointer data = new BytePointer(buffer.data()).capacity(buffer.length());
            return OpList.parseFrom(CodedInputStream.newInstance(data.asByteBuffer()));
        } catch (IOException e) {
            throw new UncheckedIOException("TensorFlow's own op list cannot be parsed", e);
        } finally {
            TF_DeleteBuffer(buffer);
        }
    }

    static NativeSession open(GraphDef graphDef) throws ProblemException {
        TF_Status status = TF_NewStatus();
        TF_Graph graph = TF_NewGraph();
        TF_ImportGraphDefOptions options = TF_NewImportGraphDefOptions();
        TF_Session session = null;
        try (BytePointer bytes = serialized(graphDef)) {
            TF_Buffer buffer = buffer(bytes);
            try {
                TF_GraphImportGraphDef(graph, buffer, options, status);
            } finally {
                TF_DeleteBuffer(buffer);
            }
            check(status, "TensorFlow refuses the graph");
            TF_SessionOptions sessionOptions = sessionOptions(status);
            try {
                session = TF_NewSession(graph, sessionOptions, status);
            } finally {
                TF_DeleteSessionOptions(sessionOptions);
            }
            check(status, "TensorFlow opens no session");
            return new NativeSession(graph, session);
        } finally {
            if (session == null || session.isNull()) {
                TF_DeleteGraph(graph);
            }
            TF_DeleteImportGraphDefOptions(options);
            TF_DeleteStatus(status);
        }
    }

    static NativeSession openSavedModel(Path directory, Set<String> tags) throws ProblemException {
        TF_Status status = TF_NewStatus();
        TF_Graph graph = TF_NewGraph();
        TF_Session session = null;
        try (BytePointer path = new BytePointer(directory.toString(), StandardCharsets.UTF_8);
                PointerPointer<BytePointer> tagPointers =
                        new PointerPointer<>(tags.toArray(String[]::new), StandardCharsets.UTF_8)) {
            TF_SessionOptions sessionOptions = sessionOptions(status);
            try {
                session = TF_LoadSessionFromSavedModel(
                        sessionOptions, null, path, tagPointers, tags.size(), graph, null, status);
            } finally {
                TF_DeleteSessionOptions(sessionOptions);
            }
            check(status, "TensorFlow refuses the SavedModel");
            return new NativeSession(graph, session);
        } finally {
            if (session == null || session.isNull()) {
                TF_DeleteGraph(graph);
            }
            TF_DeleteStatus(status);
        }
    }

    int outputs(String node) {
        lock.readLock().lock();
        try {
            TF_Operation operation = closed ? null : TF_GraphOperationByName(graph, node);
            return operation == null || operation.isNull() ? 0 : TF_OperationNumOutputs(operation);
        } finally {
            lock.readLock().unlock();
        }
    }

    List<TensorProto> run(Map<NodeInput, TensorProto> feeds, List<NodeInput> fetches, List<String> targets)
            throws ProblemException {
        lock.readLock().lock();
        TF_Status status = TF_NewStatus();
        List<TF_Tensor> fed = new ArrayList<>();
        PointerPointer<TF_Tensor> outputs = new PointerPointer<>(Math.max(1, fetches.size()));
        boolean ran = false;
        try (TF_Output feedPlaces = new TF_Output(Math.max(1, feeds.size()));
                TF_Output fetchPlaces = new TF_Output(Math.max(1, fetches.size()));
                PointerPointer<TF_Tensor> inputs = new PointerPointer<>(Math.max(1, feeds.size()));
                PointerPointer<TF_Operation> targetOperations = new PointerPointer<>(Math.max(1, targets.size()))) {
            if (closed) {
                throw refused("The session is closed");
            }
            for (Map.Entry<NodeInput, TensorProto> feed : feeds.entrySet()) {
                place(feedPlaces.position(fed.size()), feed.getKey());
                TF_Tensor tensor = tensor(feed.getKey(), feed.getValue(), status);
                inputs.put(fed.size(), tensor);
                fed.add(tensor);
            }
            for (int i = 0; i < fetches.size(); i++) {
                place(fetchPlaces.position(i), fetches.get(i));
                outputs.put(i, (Pointer) null);
            }
            for (int i = 0; i < targets.size(); i++) {
                targetOperations.put(i, operation(targets.get(i)));
            }
            TF_SessionRun(
                    session,
                    null,
                    feedPlaces.position(0),
                    inputs,
                    fed.size(),
                    fetchPlaces.position(0),
                    outputs,
                    fetches.size(),
                    targetOperations,
                    targets.size(),
                    null,
                    status);
            check(status, "TensorFlow cannot run the graph");
            ran = true;
            List<TensorProto> results = new ArrayList<>();
            for (int i = 0; i < fetches.size(); i++) {
                results.add(proto(outputs.get(TF_Tensor.class, i)));
            }
            return results;
        } finally {
            if (ran) {
                for (int i = 0; i < fetches.size(); i++) {
                    TF_DeleteTensor(outputs.get(TF_Tensor.class, i));
                }
            }
            outputs.close();
            fed.forEach(tensor -> TF_DeleteTensor(tensor));
            TF_DeleteStatus(status);
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                TF_Status status = TF_NewStatus();
                TF_CloseSession(session, status);
                TF_DeleteSession(session, status);
                TF_DeleteGraph(graph);
                TF_DeleteStatus(status);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private TF_Operation operation(String node) throws ProblemException {
        TF_Operation operation = TF_GraphOperationByName(graph, node);
        if (operation == null || operation.isNull()) {
            throw refused("The graph has no node \"" + node + "\"");
        }
        return operation;
    }

    private void place(TF_Output output, NodeInput tensor) throws ProblemException {
        TF_Operation operation = operation(tensor.node());
        if (tensor.port() < 0 || tensor.port() >= TF_OperationNumOutputs(operation)) {
            throw refused("The graph has no tensor \"" + tensor + "\"");
        }
        output.oper(operation).index(tensor.port());
    }

    private static TF_Tensor tensor(NodeInput name, TensorProto value, TF_Status status) throws ProblemException {
        TF_Tensor tensor = TF_AllocateTensor(DataType.DT_FLOAT_VALUE, new long[0], 0, 4);
        try (BytePointer bytes = serialized(value)) {
            TF_Buffer buffer = buffer(bytes);
            try {
                TF_TensorFromProto(buffer, tensor, status);
            } finally {
                TF_DeleteBuffer(buffer);
            }
            check(status, "TensorFlow refuses the value for \"" + name + "\"");
            return tensor;
        } catch (ProblemException e) {
            TF_DeleteTensor(tensor);
            throw e;
        }
    }

    private static TensorProto proto(TF_Tensor tensor) throws ProblemException {
        int dtype = TF_TensorType(tensor);
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        long elements = 1;
        for (int i = 0; i < TF_NumDims(tensor); i++) {
            long dim = TF_Dim(tensor, i);
            elements *= dim;
            shape.addDimBuilder().setSize(dim);
        }
        TensorProto.Builder proto =
                TensorProto.newBuilder().setDtypeValue(dtype).setTensorShape(shape);
        if (dtype == DataType.DT_STRING_VALUE) {
            TF_TString strings = new TF_TString(TF_TensorData(tensor));
            for (long i = 0; i < elements; i++) {
                TF_TString string = strings.getPointer(i);
                proto.addStringVal(bytes(TF_TString_GetDataPointer(string), TF_TString_GetSize(string)));
            }
        } else if (dtype != DataType.DT_RESOURCE_VALUE && dtype != DataType.DT_VARIANT_VALUE) {
            proto.setTensorContent(bytes(TF_TensorData(tensor), TF_TensorByteSize(tensor)));
        }
        return proto.build();
    }

    private static ByteString bytes(@Nullable Pointer data, long length) throws ProblemException {
        if (length > MAX_BYTES) {
            throw refused("A result of " + length + " bytes is too large to be fetched");
        }
        if (length == 0 || data == null) {
            return ByteString.EMPTY;
        }
        return ByteString.copyFrom(new BytePointer(data).capacity(length).asByteBuffer());
    }

    private static TF_SessionOptions sessionOptions(TF_Status status) throws ProblemException {
        ConfigProto config = ConfigProto.newBuilder()
                .setGraphOptions(GraphOptions.newBuilder()
                        .setOptimizerOptions(OptimizerOptions.newBuilder().setOptLevel(OptimizerOptions.Level.L0))
                        .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build();
        TF_SessionOptions options = TF_NewSessionOptions();
        try (BytePointer bytes = serialized(config)) {
            TF_SetConfig(options, bytes, bytes.capacity(), status);
            check(status, "TensorFlow refuses the session's configuration");
            return options;
        } catch (ProblemException e) {
            TF_DeleteSessionOptions(options);
            throw e;
        }
    }

    /** The message with all contents in native memory, without a copy on the heap. */
    private static BytePointer serialized(Message message) throws ProblemException {
        long size = MessageSizes.of(message);
        BytePointer bytes = new BytePointer(Math.max(1, size));
        bytes.capacity(size);
        try {
            ByteBuffer target = size == 0 ? ByteBuffer.allocate(0) : bytes.asByteBuffer();
            new ProtoWriter(new BufferChannel(target)).write(message);
            return bytes;
        } catch (IOException e) {
            bytes.close();
            throw new UncheckedIOException("a message grew while it was written", e);
        } catch (ProblemException e) {
            bytes.close();
            throw e;
        }
    }

    /** Writes into a buffer that has room enough. */
    private record BufferChannel(ByteBuffer target) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            target.put(source);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // the buffer is its owner's
        }
    }

    /** A buffer that reads memory which somebody else frees. */
    private static TF_Buffer buffer(BytePointer bytes) {
        return TF_NewBuffer().data(bytes).length(bytes.capacity());
    }

    private static void check(TF_Status status, String what) throws ProblemException {
        if (TF_GetCode(status) != 0) {
            String message = TF_Message(status).getString(StandardCharsets.UTF_8);
            throw refused(what + ": \"" + message.lines().findFirst().orElse("") + "\"");
        }
    }

    private static ProblemException refused(String what) {
        return new ProblemException(Problem.of(
                GraphProblem.RUNTIME_REFUSES, what, "Leave verify out, or compute it with another TensorFlow."));
    }
}
