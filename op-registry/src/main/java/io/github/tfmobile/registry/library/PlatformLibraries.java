package io.github.tfmobile.registry.library;

import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.Label;
import io.github.tfmobile.registry.bazel.SourceFiles;
import io.github.tfmobile.registry.bazel.link.DeclaredHeaders;
import io.github.tfmobile.registry.bazel.link.LinkedLibraries;
import io.github.tfmobile.registry.link.StockLists;
import io.github.tfmobile.registry.makefile.Makefile;
import io.github.tfmobile.registry.target.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the build of a platform has beside the sources of the tree. The makefile has a library when its include path
 * ({@code INCLUDES}) names the directory below {@code downloads/} from which the library's headers are included and the
 * download script fills that directory, or when its link line ({@code LIBS}) names the library; and the headers of the protos in
 * its lists. Bazel's mobile library has what it depends on, directly or not, protos included. Bazel's other builds have whatever a file's
 * own rule asks for.
 *
 * @param names the names of the libraries
 * @param generated the lines of the makefile's lists of protos, or the protos of which Bazel's library has the headers
 * @param fromMakefile whether it is the makefile's build, which has no other headers than these and the system's
 */
public record PlatformLibraries(SortedSet<String> names, Set<String> generated, boolean fromMakefile) {

    private static final String MAKE = "tensorflow/contrib/makefile";
    private static final String DOWNLOADS = MAKE + "/downloads";

    /** Headers of an operating system, a compiler or C: plain words in angles, or below one of these. */
    private static final Pattern SYSTEM = Pattern.compile("<[^/]*>"
            + "|[<\"](?:android|arpa|asm|bits|linux|mach|mach-o|machine|ndk|net|netinet|sys|Accelerate|CoreFoundation)/.*"
            + "|\"(?:arm_neon|NEON_2_SSE|TargetConditionals|ops_to_register)\\.h\"");

    /** Copies the sets. */
    public PlatformLibraries {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        generated = Set.copyOf(generated);
    }

    /**
     * The platforms of a tree whose builds lack something at all.
     *
     * @param root the root of the tree
     * @param tree its BUILD files
     */
    static Map<Platform, PlatformLibraries> of(Path root, BuildTree tree, List<ExternalLibrary> known)
            throws IOException {
        Map<Platform, PlatformLibraries> platforms = new EnumMap<>(Platform.class);
        SourceFiles files = new SourceFiles(root);
        String makefile = files.read(MAKE + "/Makefile");
        String script = files.read(MAKE + "/download_dependencies.sh");
        for (Platform platform : Platform.values()) {
            Map<String, String> arguments = new HashMap<>(platform.makeArguments());
            if (makefile == null || arguments.isEmpty()) {
                continue;
            }
            arguments.put("MAKEFILE_DIR", MAKE);
            arguments.put("HAS_GEN_HOST_PROTOC", "true");
            Makefile variables = Makefile.read(makefile, List.of(), arguments);
            platforms.put(platform, ofMakefile(files, variables, script == null ? "" : script, known));
        }
        if (platforms.isEmpty()) {
            Optional<PlatformLibraries> mobile =
                    ofMobileLibrary(tree.with(Platform.ANDROID.bazelConfiguration()), known);
            for (Platform platform : Platform.values()) {
                if (platform.isMobileLibrary()) {
                    mobile.ifPresent(libraries -> platforms.put(platform, libraries));
                }
            }
        }
        return platforms;
    }

    private static PlatformLibraries ofMakefile(
            SourceFiles files, Makefile makefile, String script, List<ExternalLibrary> known) throws IOException {
        List<String> path = makefile.words("INCLUDES");
        List<String> linked = makefile.words("LIBS");
        SortedSet<String> names = new TreeSet<>();
        for (ExternalLibrary library : known) {
            String directory = library.directory();
            boolean included = !directory.isEmpty()
                    && path.contains("-I" + DOWNLOADS + "/" + directory)
                    && script.contains("/" + directory.split("/", 2)[0] + "\"");
            if (included || library.linked().stream().anyMatch(name -> linked.contains("-l" + name))) {
                names.add(library.name());
            }
        }
        Set<String> generated = new HashSet<>();
        for (String list : List.of("tf_proto_files.txt", "tf_pb_text_files.txt")) {
            String lines = files.read(MAKE + "/" + list);
            if (lines != null) {
                lines.lines().map(String::strip).forEach(generated::add);
            }
        }
        return new PlatformLibraries(names, generated, true);
    }

    private static Optional<PlatformLibraries> ofMobileLibrary(BuildTree tree, List<ExternalLibrary> known) {
        for (String library : StockLists.BAZEL_LIBRARIES) {
            LinkedLibraries linked = LinkedLibraries.of(tree, Label.parse(library, ""));
            if (!linked.isEmpty()) {
                SortedSet<String> names = new TreeSet<>();
                for (ExternalLibrary each : known) {
                    if (each.repositories().stream()
                                    .anyMatch(name -> linked.repositories().contains(name))
                            || each.linked().stream()
                                    .anyMatch(name -> linked.names().contains(name))) {
                        names.add(each.name());
                    }
                }
                return Optional.of(new PlatformLibraries(
                        names,
                        DeclaredHeaders.of(tree, Label.parse(library, "")).protos(),
                        false));
            }
        }
        return Optional.empty();
    }

    /** Whether it has the header that is generated for a line of the makefile's lists. */
    boolean generates(String line) {
        if (fromMakefile || !line.endsWith(".proto")) {
            return !fromMakefile || generated.contains(line);
        }
        String inRepository = "/" + line; // of one that the tree carries, as third_party/xla
        return generated.contains(line) || generated.stream().anyMatch(proto -> proto.endsWith(inRepository));
    }

    /** Whether a header, between quotes or angles, that is no known library's is one of a library all the same. */
    boolean isOfUnknownLibrary(String spelled) {
        return fromMakefile
                && !SYSTEM.matcher(spelled).matches()
                && !spelled.startsWith("\"tensorflow/")
                && !spelled.startsWith("\"third_party/");
    }
}
