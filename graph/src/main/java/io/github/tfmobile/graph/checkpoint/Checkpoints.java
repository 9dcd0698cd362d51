package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.io.FileKind;
import io.github.tfmobile.graph.io.WrongKind;
import io.github.tfmobile.graph.io.file.Guard;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens checkpoints, whatever their format. */
public final class Checkpoints {

    private static final Pattern SHARD = Pattern.compile("-(\\d{5})-of-(\\d{5})$");

    /** Files in a folder that are looked at for a message. */
    private static final int LISTED = 10_000;

    /** The files of a checkpoint of version 2, as messages tell of them. */
    static final String FILES = ".index and every .data-?????-of-?????";

    private Checkpoints() {}

    /**
     * Opens a checkpoint that the user named as {@code <checkpoint>}: by its prefix, by one of its files, by the
     * {@code checkpoint} state file, or by the folder that holds the state file.
     *
     * @throws ProblemException if there is none, it is something else, or its index is damaged
     */
    public static Checkpoint open(Path prefix) throws ProblemException {
        return open(prefix, Setting.CHECKPOINT.toString());
    }

    /**
     * Opens a checkpoint.
     *
     * @param element what the user calls it, for messages
     * @throws ProblemException if there is none, it is something else, or its index is damaged
     */
    public static Checkpoint open(Path prefix, String element) throws ProblemException {
        return new Guard(prefix, element)
                .read(() -> new GuardedCheckpoint(opened(prefix, element), new Guard(prefix, element)));
    }

    /**
     * Opens the checkpoint whose files have this prefix, and no other: a state file is not followed, since it may name
     * any place.
     *
     * @param element what the user calls it, for messages
     * @throws ProblemException if there is none, it is something else, or its index is damaged
     */
    public static Checkpoint openPrefix(Path prefix, String element) throws ProblemException {
        return new Guard(prefix, element)
                .read(() -> new GuardedCheckpoint(exactly(prefix, element), new Guard(prefix, element)));
    }

    private static Checkpoint exactly(Path prefix, String element) throws ProblemException {
        Checkpoint found = byPrefix(prefix, element);
        if (found != null) {
            return found;
        }
        if (!InputFiles.exists(prefix)) {
            InputFiles.requireFileOrNothing(prefix, element);
            throw missing(prefix, element);
        }
        MappedFile file = MappedFile.open(prefix, element);
        FileKind kind = FileKind.of(file);
        if (kind != FileKind.CHECKPOINT_V1) {
            throw WrongKind.problem(element, "a checkpoint", prefix, kind);
        }
        return TensorTable.open(prefix, List.of(prefix), element);
    }

    private static Checkpoint opened(Path prefix, String element) throws ProblemException {
        Checkpoint found = byPrefix(prefix, element);
        if (found != null) {
            return found;
        }
        if (InputFiles.isFolder(prefix)) {
            Path state = prefix.resolve("checkpoint");
            if (InputFiles.isFile(state)) {
                return byState(state, element);
            }
            throw folder(prefix, element);
        }
        if (InputFiles.exists(prefix)) {
            return byFile(prefix, null, element);
        }
        // A name such as model.ckpt.meta whose file is gone, but not the checkpoint.
        Path whole = Path.of(WrongKind.checkpointPrefix(prefix.toString()));
        found = whole.equals(prefix) ? null : byPrefix(whole, element);
        if (found != null) {
            return found;
        }
        InputFiles.requireFileOrNothing(prefix, element);
        throw missing(prefix, element);
    }

    /** A V2 checkpoint or a sharded V1 checkpoint of that prefix, null when there is neither. */
    private static @Nullable Checkpoint byPrefix(Path prefix, String element) throws ProblemException {
        if (InputFiles.isFile(indexFile(prefix))) {
            return TensorBundle.open(prefix, element);
        }
        List<Path> shards = shards(prefix, "", element);
        if (shards.isEmpty()) {
            InputFiles.requireFileOrNothing(indexFile(prefix), element);
            return null;
        }
        return TensorTable.open(prefix, shards, element);
    }

    /** The checkpoint that a file belongs to, which a state file may have named. */
    private static Checkpoint byFile(Path file, @Nullable Path state, String element) throws ProblemException {
        Path prefix = Path.of(WrongKind.checkpointPrefix(file.toString()));
        if (!prefix.equals(file)) {
            Checkpoint found = byPrefix(prefix, element);
            if (found != null) {
                return found;
            }
        }
        FileKind kind = FileKind.of(MappedFile.open(file, element));
        return switch (kind) {
            case CHECKPOINT_V1 -> TensorTable.open(file, List.of(file), element);
            case CHECKPOINT_STATE -> {
                if (state != null) {
                    throw CheckpointState.namesState(state, file, element);
                }
                yield byState(file, element);
            }
            case CHECKPOINT_SHARD -> throw missing(prefix, element);
            default -> throw WrongKind.problem(element, "a checkpoint", file, kind);
        };
    }

    /** The latest checkpoint that a state file names. */
    private static Checkpoint byState(Path state, String element) throws ProblemException {
        Path named = CheckpointState.latest(state, element);
        Checkpoint found = byPrefix(named, element);
        if (found == null && InputFiles.isFile(named)) {
            found = byFile(named, state, element);
        }
        if (found == null && named.getFileName() != null) {
            // The folder was moved after training and the state file has an absolute path.
            Path beside = state.resolveSibling(named.getFileName());
            found = byPrefix(beside, element);
            if (found == null && InputFiles.isFile(beside)) {
                found = byFile(beside, state, element);
            }
        }
        if (found == null) {
            throw new ProblemException(Problem.of(
                    GraphProblem.STATE_OF_OTHER_CHECKPOINT,
                    element + " names a checkpoint that does not exist: \"" + shown(named) + "\"",
                    Place.of(state),
                    "Name the prefix of a checkpoint itself."));
        }
        return found;
    }

    static Path indexFile(Path prefix) {
        return sibling(prefix, ".index");
    }

    static Path shardFile(Path prefix, int number, int count) {
        return sibling(prefix, String.format(Locale.ROOT, ".data-%05d-of-%05d", number, count));
    }

    private static Path sibling(Path prefix, String suffix) {
        Path name = prefix.getFileName();
        return name == null ? prefix.resolve(suffix) : prefix.resolveSibling(name + suffix);
    }

    /** Files {@code <prefix><middle>-00000-of-0000n}, all of one set; empty when there is none. */
    private static List<Path> shards(Path prefix, String middle, String element) throws ProblemException {
        Path name = prefix.getFileName();
        Path folder = prefix.toAbsolutePath().getParent();
        if (name == null || folder == null || !InputFiles.isFolder(folder)) {
            return List.of();
        }
        String start = name + middle + "-";
        SortedMap<Integer, Path> found = new TreeMap<>();
        int count = -1;
        try {
            for (Path file : InputFiles.entries(folder, start)) {
                String other = String.valueOf(file.getFileName());
                Matcher matcher = SHARD.matcher(other);
                if (matcher.find() && matcher.start() == start.length() - 1) {
                    int total = Integer.parseInt(matcher.group(2));
                    if (count >= 0 && count != total) {
                        throw new ProblemException(Problem.of(
                                GraphProblem.SHARDS_OF_TWO_SETS,
                                element + " has files of two sets of shards, of " + Math.min(count, total) + " and of "
                                        + Math.max(count, total) + ": \"" + shown(prefix) + "\"",
                                "Remove those that do not belong to it."));
                    }
                    count = total;
                    found.put(Integer.parseInt(matcher.group(1)), prefix.resolveSibling(other));
                }
            }
        } catch (UnreadableException e) {
            throw e.problem("the folder of " + element);
        }
        if (!found.isEmpty() && (found.size() != count || found.firstKey() != 0 || found.lastKey() != count - 1)) {
            throw new CheckpointProblems(element)
                    .shardMissing(
                            "has " + found.size() + " of its " + count + " shards: \"" + shown(prefix) + "\"",
                            null,
                            "-00000-of-" + String.format(Locale.ROOT, "%05d", count) + " and so on");
        }
        return new ArrayList<>(found.values());
    }

    private static ProblemException folder(Path folder, String element) throws ProblemException {
        FileKind kind = InputFiles.exists(folder.resolve("saved_model.pb"))
                        || InputFiles.exists(folder.resolve("saved_model.pbtxt"))
                        || InputFiles.exists(folder.resolve("saved_model.cpb"))
                ? FileKind.SAVED_MODEL_FOLDER
                : FileKind.FOLDER;
        if (kind == FileKind.FOLDER) {
            InputFiles.requireFileOrNothing(folder.resolve("checkpoint"), element);
        }
        List<String> prefixes = prefixes(folder);
        if (kind == FileKind.FOLDER && !prefixes.isEmpty()) {
            return new ProblemException(Problem.of(
                    GraphProblem.FOLDER_WITHOUT_STATE,
                    element + " is a folder without a checkpoint state file: \"" + shown(folder) + "\"",
                    "Name one of its checkpoints: " + quoted(prefixes) + "."));
        }
        return WrongKind.problem(element, "a checkpoint", folder, kind);
    }

    private static ProblemException missing(Path prefix, String element) {
        Path folder = prefix.toAbsolutePath().getParent();
        String name = String.valueOf(prefix.getFileName());
        String remedy = "Its folder does not exist either. Relative paths start at the project's folder.";
        if (folder != null && InputFiles.isFolder(folder)) {
            if (hasDataShard(folder, name)) {
                return new ProblemException(Problem.of(
                        GraphProblem.INDEX_MISSING,
                        element + " has data shards but no index file: \"" + shown(indexFile(prefix)) + "\"",
                        "Copy all files of the checkpoint: " + FILES + "."));
            }
            List<String> prefixes = prefixes(folder);
            String near = Nearest.question(name, prefixes);
            remedy = !near.isEmpty()
                    ? near
                    : prefixes.isEmpty()
                            ? "Name the prefix of a checkpoint, the part before .index and .data-?????-of-?????."
                            : "Its folder has " + quoted(prefixes) + ".";
        }
        return new ProblemException(Problem.of(
                GraphProblem.CHECKPOINT_MISSING, element + " does not exist: \"" + shown(prefix) + "\"", remedy));
    }

    private static boolean hasDataShard(Path folder, String name) {
        try {
            return !InputFiles.entries(folder, name + ".data-").isEmpty();
        } catch (UnreadableException e) {
            return false;
        }
    }

    /** The prefixes of the checkpoints in a folder, for messages; none where it cannot be read. */
    private static List<String> prefixes(Path folder) {
        TreeSet<String> prefixes = new TreeSet<>();
        int seen = 0;
        try {
            for (Path file : InputFiles.entries(folder)) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".index")) {
                    prefixes.add(name.substring(0, name.length() - ".index".length()));
                }
                if (++seen >= LISTED) {
                    break;
                }
            }
        } catch (UnreadableException e) {
            return List.of();
        }
        return List.copyOf(prefixes);
    }

    private static String quoted(Collection<String> names) {
        List<String> some =
                names.stream().limit(5).map(name -> "\"" + name + "\"").toList();
        return String.join(", ", some) + (names.size() > some.size() ? " and others" : "");
    }

    static ProblemException lacks(Checkpoint checkpoint, String element, String name) {
        Collection<String> names = checkpoint.names();
        String near = Nearest.question(name, names);
        return new ProblemException(Problem.of(
                GraphProblem.TENSOR_MISSING,
                element + " has no tensor \"" + name + "\": \"" + shown(checkpoint.prefix()) + "\"",
                near.isEmpty() ? "It holds " + names.size() + (names.size() == 1 ? " tensor." : " tensors.") : near));
    }

    private static String shown(Path path) {
        return path.toString().replace('\\', '/');
    }
}
