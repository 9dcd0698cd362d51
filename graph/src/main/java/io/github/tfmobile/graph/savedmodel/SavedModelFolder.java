package io.github.tfmobile.graph.savedmodel;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/** A SavedModel: its MetaGraphs, and the files that go with them. Immutable, thread-safe. */
public final class SavedModelFolder {

    /** The signature of what is to be served, which is meant where none is named. */
    public static final String SERVING_DEFAULT = "serving_default";

    /** The signature by which the initializer of a TF1 SavedModel is found; nobody calls it. */
    private static final String INIT = "__saved_model_init_op";

    /** The tag of what is to be served. */
    private static final String SERVE = "serve";

    /** The folder for what an app needs besides the model, such as its labels. */
    private static final String EXTRA = "assets.extra";

    /** How deep folders of assets are looked into: a link may lead to the folder that holds it. */
    private static final int DEEPEST_ASSET = 16;

    private final Path folder;
    private final String element;
    private final FolderGuard guard;
    private final SavedModel model;
    private final @Nullable FingerprintDef fingerprint;

    SavedModelFolder(
            Path folder, String element, FolderGuard guard, SavedModel model, @Nullable FingerprintDef fingerprint) {
        this.folder = folder;
        this.element = element;
        this.guard = guard;
        this.model = model;
        this.fingerprint = fingerprint;
    }

    /** The folder as the user named it. */
    public Path folder() {
        return folder;
    }

    /** The MetaGraphs in the order of the file. Large constants are slices of it. */
    public List<MetaGraphDef> metaGraphs() {
        return model.getMetaGraphsList();
    }

    /** The fingerprint that TensorFlow 2.11 and later write beside the model. */
    public Optional<FingerprintDef> fingerprint() {
        return Optional.ofNullable(fingerprint);
    }

    /**
     * The MetaGraph with exactly these tags; without tags the one to serve, or the only one, whatever its tags are.
     *
     * @throws ProblemException naming the tag sets that there are, if none or several have them
     */
    public MetaGraphDef metaGraph(Collection<String> tags) throws ProblemException {
        if (tags.isEmpty() && metaGraphs().size() == 1) {
            return metaGraphs().get(0);
        }
        TreeSet<String> wanted = new TreeSet<>(tags.isEmpty() ? List.of(SERVE) : tags);
        List<MetaGraphDef> found = metaGraphs().stream()
                .filter(graph ->
                        wanted.equals(new TreeSet<>(graph.getMetaInfoDef().getTagsList())))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        String sets = metaGraphs().stream()
                .map(graph -> "\""
                        + String.join(",", new TreeSet<>(graph.getMetaInfoDef().getTagsList())) + "\"")
                .sorted()
                .collect(Collectors.joining(", "));
        throw new ProblemException(Problem.of(
                GraphProblem.UNKNOWN_TAGS,
                element + (found.isEmpty() ? " has no MetaGraph" : " has " + found.size() + " MetaGraphs")
                        + " with the tags \"" + String.join(",", wanted) + "\": \"" + SavedModelReader.shown(folder)
                        + "\"",
                "It has " + sets + ". Choose with " + Setting.TAGS.inFull() + "."));
    }

    /** The signatures of a MetaGraph by name, without those that TensorFlow keeps for itself. */
    public static SortedMap<String, SignatureDef> signatures(MetaGraphDef graph) {
        TreeMap<String, SignatureDef> signatures = new TreeMap<>(graph.getSignatureDefMap());
        signatures.remove(INIT);
        signatures.remove("__saved_model_train_op");
        return Collections.unmodifiableSortedMap(signatures);
    }

    /** The signature that is taken where none is named: the one of what is to be served, or else the only one. */
    public static Optional<String> unnamed(Set<String> signatures) {
        if (signatures.contains(SERVING_DEFAULT)) {
            return Optional.of(SERVING_DEFAULT);
        }
        return signatures.size() == 1 ? Optional.of(signatures.iterator().next()) : Optional.empty();
    }

    /**
     * The signature of that name.
     *
     * @throws ProblemException naming the signatures that there are, if there is none
     */
    public SignatureDef signature(MetaGraphDef graph, String name) throws ProblemException {
        SignatureDef signature = graph.getSignatureDefMap().get(name);
        if (signature != null) {
            return signature;
        }
        Collection<String> names = signatures(graph).keySet();
        String near = Nearest.question(name, names);
        throw new ProblemException(Problem.of(
                GraphProblem.UNKNOWN_SIGNATURE,
                element + " has no signature \"" + name + "\": \"" + SavedModelReader.shown(folder) + "\"",
                names.isEmpty()
                        ? withoutSignatures(graph)
                        : (near.isEmpty() ? "" : near + " ")
                                + "It has "
                                + names.stream().map(one -> "\"" + one + "\"").collect(Collectors.joining(", "))
                                + ". Choose with " + Setting.SIGNATURE.inFull() + "."));
    }

    private static String withoutSignatures(MetaGraphDef graph) {
        Set<String> functions = new LinkedHashSet<>();
        ModelFunctions.of(graph).forEach(function -> functions.add("\"" + function.path() + "\""));
        return functions.isEmpty()
                ? "It has none at all; name inputs and outputs yourself."
                : "It has none at all. Its functions are "
                        + functions.stream().limit(20).collect(Collectors.joining(", ")) + "; freeze one with "
                        + Setting.FUNCTION.inFull() + ".";
    }

    /** Whether there are variables; a model of constants alone has none. */
    public boolean hasVariables() {
        return InputFiles.exists(variablesPrefix().resolveSibling("variables.index"))
                || InputFiles.exists(variablesPrefix())
                || hasShards();
    }

    private boolean hasShards() {
        Path variables = folder.resolve("variables");
        try {
            return InputFiles.exists(variables)
                    && !InputFiles.entries(variables).isEmpty();
        } catch (IOException e) {
            return true; // variables() says what is in the way
        }
    }

    private Path variablesPrefix() {
        return folder.resolve("variables").resolve("variables");
    }

    /**
     * The values of the variables.
     *
     * @throws ProblemException if there are none, they are damaged, or a link leads out of the folder
     */
    public Checkpoint variables() throws ProblemException {
        guard.requireAll(folder.resolve("variables"));
        return Checkpoints.openPrefix(variablesPrefix(), element);
    }

    /**
     * Where a file asset is, by the file name that the MetaGraph's {@code asset_file_def} or the object graph gives
     * (relative to {@code assets/}, or with that folder before it).
     *
     * @throws ProblemException if it is not there or lies outside the folder
     */
    public Path asset(String name) throws ProblemException {
        Path assets = folder.resolve("assets");
        Path file;
        try {
            file = assets.resolve(name.startsWith("assets/") ? name.substring("assets/".length()) : name)
                    .normalize();
        } catch (InvalidPathException e) {
            throw new ProblemException(outside(name), e);
        }
        if (!file.startsWith(assets.normalize()) || file.equals(assets.normalize())) {
            throw new ProblemException(outside(name));
        }
        if (!InputFiles.isFile(file)) {
            InputFiles.requireFileOrNothing(file, element + ": the asset");
            throw new ProblemException(Problem.of(
                    GraphProblem.ASSET_MISSING,
                    element + " lacks the asset \"" + name + "\": \"" + SavedModelReader.shown(file) + "\"",
                    "Copy the whole folder of the SavedModel."));
        }
        guard.require(file);
        return file;
    }

    private Problem outside(String name) {
        return Problem.of(
                GraphProblem.ASSET_OUTSIDE,
                element + " names an asset outside its folder: \"" + name + "\"",
                "Nothing outside \"" + SavedModelReader.shown(folder) + "\" is read.");
    }

    /**
     * The files that the SavedModel brings along for an app: those below {@code assets/}, by their names as
     * {@link #asset} takes them, and those below {@code assets.extra/}, with that folder before them.
     *
     * @throws ProblemException if a folder cannot be read, or a link leads out of the SavedModel
     */
    public SortedMap<String, Path> assets() throws ProblemException {
        SortedMap<String, Path> files = new TreeMap<>();
        try {
            addFiles(files, "", folder.resolve("assets"), 0);
            addFiles(files, EXTRA + "/", folder.resolve(EXTRA), 0);
        } catch (UnreadableException e) {
            throw e.problem(element);
        }
        return Collections.unmodifiableSortedMap(files);
    }

    private void addFiles(SortedMap<String, Path> files, String prefix, Path from, int depth)
            throws ProblemException, UnreadableException {
        guard.require(from);
        if (!InputFiles.isFolder(from) || depth == DEEPEST_ASSET) {
            return;
        }
        for (Path entry : InputFiles.entries(from)) {
            guard.require(entry);
            String name = prefix + entry.getFileName();
            if (InputFiles.isFolder(entry)) {
                addFiles(files, name + "/", entry, depth + 1);
            } else if (InputFiles.isFile(entry)) {
                files.put(name, entry);
            }
        }
    }

    /** The file names of a MetaGraph's assets, as {@link #asset} takes them. */
    public static List<String> assetNames(MetaGraphDef graph) {
        List<String> names = new ArrayList<>();
        graph.getAssetFileDefList().forEach(asset -> names.add(asset.getFilename()));
        return List.copyOf(names);
    }
}
