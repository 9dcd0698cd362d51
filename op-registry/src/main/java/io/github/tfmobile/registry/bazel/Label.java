package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Builtin;
import io.github.tfmobile.registry.starlark.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The name of a Bazel target of the tree, or of another repository.
 *
 * @param repository name of another repository without {@code @}; empty for the tree itself
 * @param directory the package: a directory relative to the repository's root, with {@code /}; empty for the root
 * @param name the target in that package
 */
public record Label(String repository, String directory, String name) implements Comparable<Label>, Value.Hosted {

    private static final Comparator<Label> ORDER = Comparator.comparing(Label::repository)
            .thenComparing(Label::directory)
            .thenComparing(Label::name);

    /** Reads {@code //pkg:name}, {@code //pkg}, {@code :name}, {@code name} or {@code @repo//pkg:name}. */
    public static Label parse(String text, String currentDirectory) {
        String rest = text;
        String repository = "";
        if (rest.startsWith("@")) {
            int slashes = rest.indexOf("//");
            if (slashes < 0) {
                String name = withoutAt(rest);
                return new Label(name, "", name);
            }
            repository = withoutAt(rest.substring(0, slashes));
            rest = rest.substring(slashes);
        }
        if (rest.startsWith("//")) {
            rest = rest.substring(2);
            int colon = rest.indexOf(':');
            if (colon >= 0) {
                return new Label(repository, rest.substring(0, colon), rest.substring(colon + 1));
            }
            return new Label(repository, rest, rest.substring(rest.lastIndexOf('/') + 1));
        }
        return new Label("", currentDirectory, rest.startsWith(":") ? rest.substring(1) : rest);
    }

    private static String withoutAt(String repository) {
        int start = 0;
        while (start < repository.length() && repository.charAt(start) == '@') {
            start++;
        }
        return repository.substring(start);
    }

    /** The path that the label has if it names a source file: package and name. */
    public String path() {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    @Override
    public String type() {
        return "Label";
    }

    @Override
    public String repr() {
        return "Label(\"" + this + "\")";
    }

    @Override
    public String str() {
        return toString();
    }

    @Override
    public @Nullable Object field(String field) {
        return switch (field) {
            case "name" -> name;
            case "package" -> directory;
            case "workspace_name", "repo_name" -> repository;
            case "workspace_root" -> repository.isEmpty() ? "" : "external/" + repository;
            case "relative" ->
                Builtin.of("relative", "relName", (values, call) -> {
                    Label other = parse(call.text(Objects.requireNonNull(values[0]), "relName"), directory);
                    return other.repository.isEmpty() ? new Label(repository, other.directory, other.name) : other;
                });
            default -> null;
        };
    }

    @Override
    public SortedSet<String> fields() {
        return new TreeSet<>(List.of("name", "package", "relative", "workspace_name", "workspace_root"));
    }

    @Override
    public boolean isConstant() {
        return true;
    }

    @Override
    public int compareTo(Label other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return (repository.isEmpty() ? "" : "@" + repository) + "//" + directory + ":" + name;
    }
}
