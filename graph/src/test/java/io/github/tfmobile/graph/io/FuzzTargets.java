package io.github.tfmobile.graph.io;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.testing.FuzzTarget;
import io.github.tfmobile.graph.checkpoint.TableRepair;
import io.github.tfmobile.graph.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The readers of this module that take any bytes, as {@link FuzzTarget} says. */
enum FuzzTargets implements FuzzTarget {
    /** A GraphDef. */
    GRAPH("graph.pb", "corpus/tf1/mlp_ref_vars/frozen.pb", "corpus/saved_model/tf2_while_if/frozen.pb") {
        @Override
        void read(Path folder) throws ProblemException {
            FuzzTest.graph(folder);
        }
    },
    /** A GraphDef in text. */
    TEXT("graph.pbtxt", "freeze/dtypes/all/graph.pbtxt") {
        @Override
        void read(Path folder) throws ProblemException {
            FuzzTest.graph(folder);
        }
    },
    /** A MetaGraphDef. */
    META_GRAPH("model.meta", "corpus/tf1/checkpoint_v1/model.ckpt.meta") {
        @Override
        void read(Path folder) throws ProblemException {
            MetaGraphReader.read(folder.resolve("model.meta"));
        }
    },
    /** The index of a checkpoint, its checksums made right. */
    CHECKPOINT(
            "model.ckpt.index",
            "corpus/tf1/dtypes_ref/model.ckpt.index",
            "corpus/tf1/partitioned_ref/model.ckpt.index") {
        @Override
        byte[] content(byte[] data) {
            return TableRepair.repaired(data);
        }

        @Override
        void read(Path folder) throws ProblemException, IOException {
            String data = "model.ckpt.data-00000-of-00001";
            Files.copy(Corpus.data("corpus/tf1/dtypes_ref").resolve(data), folder.resolve(data));
            FuzzTest.checkpoint(folder);
        }
    },
    /** A checkpoint of version 1, its checksums made right. */
    CHECKPOINT_V1("model.ckpt", "corpus/tf1/checkpoint_v1/model.ckpt") {
        @Override
        byte[] content(byte[] data) {
            return TableRepair.repaired(data);
        }

        @Override
        void read(Path folder) throws ProblemException {
            FuzzTest.checkpoint(folder);
        }
    },
    /** A SavedModel. */
    SAVED_MODEL("saved_model.pb", "corpus/saved_model/tf2_hash_table/saved_model/saved_model.pb") {
        @Override
        void read(Path folder) throws ProblemException {
            FuzzTest.savedModel(folder);
        }
    },
    /** A split SavedModel, its hashes made right. */
    SPLIT("saved_model.cpb", "freeze/split/chunks/saved_model.cpb") {
        @Override
        byte[] content(byte[] data) {
            return Objects.requireNonNull(Damage.RIEGELI.repair()).apply(data);
        }

        @Override
        void read(Path folder) throws ProblemException {
            FuzzTest.savedModel(folder);
        }
    };

    private final String file;
    /** Paths below the test data, with a space between them. */
    private final String seeds;

    FuzzTargets(String file, String... seeds) {
        this.file = file;
        this.seeds = String.join(" ", seeds);
    }

    @Override
    public void read(byte[] data, Path folder) throws Exception {
        Files.write(folder.resolve(file), content(data));
        read(folder);
    }

    /** The content of the file. */
    byte[] content(byte[] data) {
        return data;
    }

    /** Reads the file. */
    abstract void read(Path folder) throws ProblemException, IOException;

    @Override
    public List<byte[]> seeds() throws IOException {
        return FuzzTarget.files(Corpus.data(""), seeds);
    }
}
