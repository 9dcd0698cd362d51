package io.github.tfmobile.graph.freeze.model;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.savedmodel.SavedModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;

/**
 * The files that a SavedModel brings along. One that nobody asks for need not be there. Keeps which of them were asked
 * for: what they hold is part of the frozen graph.
 */
public final class Assets {

    /** Those of a model that brings none. */
    static final Assets NONE = new Assets(Map.of(), null);

    private final Map<String, String> names;
    private final @Nullable SavedModelFolder folder;
    private final Set<Path> absorbed = Collections.synchronizedSet(new HashSet<>());

    private Assets(Map<String, String> names, @Nullable SavedModelFolder folder) {
        this.names = Map.copyOf(names);
        this.folder = folder;
    }

    /**
     * The files that file name tensors of a MetaGraph stand for; a TF1 SavedModel has them in a collection.
     *
     * @throws ProblemException if the collection is damaged
     */
    public static Assets of(SavedModelFolder folder, MetaGraphDef metaGraph) throws ProblemException {
        List<AssetFileDef> defs = new ArrayList<>(metaGraph.getAssetFileDefList());
        CollectionDef collection = metaGraph.getCollectionDefMap().get("saved_model_assets");
        if (collection != null) {
            for (Any any : collection.getAnyList().getValueList()) {
                try {
                    defs.add(AssetFileDef.parseFrom(any.getValue()));
                } catch (InvalidProtocolBufferException e) {
                    throw new ProblemException(
                            SavedModelLoader.damaged(
                                    Setting.SAVED_MODEL + ": collection \"saved_model_assets\" is damaged: \""
                                            + e.getMessage() + "\"",
                                    folder.folder()),
                            e);
                }
            }
        }
        Map<String, String> names = new HashMap<>();
        for (AssetFileDef asset : defs) {
            names.put(NodeInput.parse(asset.getTensorInfo().getName()).node(), asset.getFilename());
        }
        return new Assets(names, folder);
    }

    /** The name of the file that a node stands for, by node. */
    public Map<String, String> names() {
        return names;
    }

    /**
     * The file that a node stands for, to be read into the graph; null when it is no asset.
     *
     * @throws ProblemException if the file is not there or lies outside the SavedModel
     */
    @Nullable
    public Path file(String node) throws ProblemException {
        String name = names.get(node);
        if (name == null || folder == null) {
            return null;
        }
        Path file = folder.asset(name);
        absorbed.add(file.normalize());
        return file;
    }

    /**
     * The files that nobody asked for, by their names from the folder of assets on.
     *
     * @throws ProblemException if a folder cannot be read
     */
    public SortedMap<String, Path> left() throws ProblemException {
        SortedMap<String, Path> left = folder == null ? new TreeMap<>() : new TreeMap<>(folder.assets());
        left.values().removeIf(file -> absorbed.contains(file.normalize()));
        return left;
    }
}
