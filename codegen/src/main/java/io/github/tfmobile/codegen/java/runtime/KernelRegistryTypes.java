package io.github.tfmobile.codegen.java.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The values that a kernel registry gives. */
abstract class KernelRegistryTypes {

    KernelRegistryTypes() {}

    /** An op with the kernels that this build has of it. */
    public static final class Op {
        private final String name;
        private final List<String> sourceFiles;
        private final List<Kernel> kernels = new ArrayList<>();

        Op(String name, String... sourceFiles) {
            this.name = name;
            this.sourceFiles = Collections.unmodifiableList(Arrays.asList(sourceFiles.clone()));
        }

        void add(Kernel kernel) {
            kernels.add(kernel);
        }

        Kernel last() {
            return kernels.get(kernels.size() - 1);
        }

        /** Its name, as in {@code Conv2D}. */
        public String name() {
            return name;
        }

        /** Its kernels, in the order of the source files. */
        public List<Kernel> kernels() {
            return Collections.unmodifiableList(kernels);
        }

        /** The C++ classes of its kernels, as in {@code Conv2DOp<CPUDevice, float>}, sorted. */
        public Set<String> kernelClasses() {
            Set<String> classes = new TreeSet<>();
            for (Kernel kernel : kernels) {
                classes.add(kernel.kernelClass);
            }
            return classes;
        }

        /** The dtypes that its kernels are registered for, as in {@code DT_FLOAT}, sorted; empty when they take any. */
        public Set<String> dtypes() {
            Set<String> dtypes = new TreeSet<>();
            for (Kernel kernel : kernels) {
                dtypes.addAll(kernel.dtypes());
            }
            return dtypes;
        }

        /** The TensorFlow source files that define it and its kernels, with all that they need to link. */
        public List<String> sourceFiles() {
            return sourceFiles;
        }

        @Override
        public String toString() {
            return name + " " + kernels;
        }
    }

    /** One kernel registration. */
    public static final class Kernel {
        private final String kernelClass;
        private final String device;
        private final String label;
        private final Map<String, Set<String>> constraints = new TreeMap<>();

        Kernel(String kernelClass, String device, String label) {
            this.kernelClass = kernelClass;
            this.device = device;
            this.label = label;
        }

        void constrain(String attr, Set<String> allowed) {
            constraints.put(attr, Collections.unmodifiableSet(allowed));
        }

        /** Its C++ class as TensorFlow's sources spell it, which the header names. */
        public String kernelClass() {
            return kernelClass;
        }

        /** The device type it runs on: {@code CPU}, or {@code DEFAULT} for any. */
        public String device() {
            return device;
        }

        /** What a node's {@code _kernel} attr must say; empty as a rule. */
        public String label() {
            return label;
        }

        /**
         * The values that each attr may have: dtypes like {@code DT_FLOAT}, or {@code s:text}, {@code i:7}, {@code b:true}.
         */
        public Map<String, Set<String>> constraints() {
            return Collections.unmodifiableMap(constraints);
        }

        /** The dtypes among those values, sorted; empty when it takes any. */
        public Set<String> dtypes() {
            Set<String> dtypes = new TreeSet<>();
            for (Set<String> allowed : constraints.values()) {
                for (String value : allowed) {
                    if (value.startsWith("DT_")) {
                        dtypes.add(value);
                    }
                }
            }
            return dtypes;
        }

        @Override
        public String toString() {
            return kernelClass + " on " + device + (label.isEmpty() ? "" : " _kernel=" + label) + " " + constraints;
        }
    }

    /** A model that the build was made for. */
    public static final class Model {
        private final String name;
        private final String resourcePath;
        private final String sha256;
        private final List<Tensor> inputs = new ArrayList<>();
        private final List<Tensor> outputs = new ArrayList<>();

        Model(String name, String resourcePath, String sha256) {
            this.name = name;
            this.resourcePath = resourcePath;
            this.sha256 = sha256;
        }

        void addInput(Tensor tensor) {
            inputs.add(tensor);
        }

        void addOutput(Tensor tensor) {
            outputs.add(tensor);
        }

        /** Its name. */
        public String name() {
            return name;
        }

        /** Where its file lies in the jar, as in {@code models/inception.pb} or {@code models/detector.tflite}. */
        public String resourcePath() {
            return resourcePath;
        }

        /** SHA-256 of that file, 64 lower-case hex digits. */
        public String sha256() {
            return sha256;
        }

        /** What to feed. */
        public List<Tensor> inputs() {
            return Collections.unmodifiableList(inputs);
        }

        /** What to fetch. */
        public List<Tensor> outputs() {
            return Collections.unmodifiableList(outputs);
        }

        /**
         * Opens the file among a class loader's resources. The stream throws an IOException at its end when the
         * bytes are not those of the model.
         *
         * @throws IOException when there is no such resource
         */
        public InputStream open(ClassLoader loader) throws IOException {
            InputStream in = loader.getResourceAsStream(resourcePath);
            if (in == null) {
                throw new FileNotFoundException("there is no resource " + resourcePath);
            }
            return checked(in);
        }

        /**
         * The same bytes, from wherever the file was put: an Android asset, a file. The stream throws an IOException
         * at its end when they are not those of the model; one that is not read to its end is not checked.
         */
        public InputStream checked(InputStream in) {
            return new KernelRegistryChecksum(in, resourcePath, sha256);
        }

        @Override
        public String toString() {
            return name + " " + inputs + " -> " + outputs + " (" + resourcePath + ", SHA-256 " + sha256 + ")";
        }
    }

    /** An input or output of a model. */
    public static final class Tensor {
        private final String name;
        private final String dtype;
        private final long @Nullable [] shape;

        Tensor(String name, String dtype, long @Nullable [] shape) {
            this.name = name;
            this.dtype = dtype;
            this.shape = shape;
        }

        /** The tensor's name: {@code node} or {@code node:port}. */
        public String name() {
            return name;
        }

        /** Its dtype, as in {@code DT_FLOAT}; empty when not known. */
        public String dtype() {
            return dtype;
        }

        /** Whether it is known how many dims its shape has. */
        public boolean hasKnownRank() {
            return shape != null;
        }

        /**
         * Its shape, -1 an unknown dim.
         *
         * @throws IllegalStateException when not even the rank is known, see {@link #hasKnownRank}
         */
        public long[] shape() {
            if (shape == null) {
                throw new IllegalStateException("the rank of " + name + " is not known");
            }
            return shape.clone();
        }

        @Override
        public String toString() {
            return name + " " + (dtype.isEmpty() ? "?" : dtype) + (shape == null ? " ?" : " " + Arrays.toString(shape));
        }
    }

    /** Nodes of an op with the same dtypes that this build cannot run. */
    public static final class Missing {
        private final String op;
        private final Map<String, String> dtypes;
        private final String reason;
        private final List<String> nodes = new ArrayList<>();

        Missing(String op, Map<String, String> dtypes, String reason) {
            this.op = op;
            this.dtypes = dtypes;
            this.reason = reason;
        }

        void add(String node) {
            nodes.add(node);
        }

        /** The op. */
        public String op() {
            return op;
        }

        /** Its type attrs, as in {@code T=DT_FLOAT}; a list of types is in brackets, each once. */
        public Map<String, String> dtypes() {
            return Collections.unmodifiableMap(dtypes);
        }

        /** Why this build cannot run them, one clause. */
        public String reason() {
            return reason;
        }

        /**
         * The names of the nodes; {@code function:node} for one of a function, {@code operator 3 of subgraph 0} for one of a
         * TensorFlow Lite model.
         */
        public List<String> nodes() {
            return Collections.unmodifiableList(nodes);
        }

        @Override
        public String toString() {
            return op + dtypes + " " + nodes + ": " + reason;
        }
    }

    /** Adds a node to those of the same op, dtypes and reason. */
    static void add(Map<String, Missing> missing, String op, Map<String, String> dtypes, String reason, String node) {
        String key = op + dtypes + reason;
        Missing some = missing.get(key);
        if (some == null) {
            some = new Missing(op, dtypes, reason);
            missing.put(key, some);
        }
        some.add(node);
    }

    /** Bytes that are no model, not all of one, or one that the build's release of TensorFlow refuses. */
    public static final class MalformedGraphException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedGraphException(String message) {
            super(message);
        }
    }
}
