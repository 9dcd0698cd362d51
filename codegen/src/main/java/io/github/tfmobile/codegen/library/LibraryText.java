package io.github.tfmobile.codegen.library;

import io.github.tfmobile.codegen.library.LibraryKernel.Presence;
import io.github.tfmobile.codegen.library.LibraryResult.ImageResult;
import io.github.tfmobile.codegen.problem.BuildProblem;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.binary.NativeLibrary;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a library has and lacks, for a reader. */
public final class LibraryText {

    private final LibraryResult result;

    private LibraryText(LibraryResult result) {
        this.result = result;
    }

    /** What it is and has, a few lines. */
    public static List<String> notes(LibraryResult result) {
        return new LibraryText(result).notes();
    }

    /** What is wrong though all kernels may be there. */
    public static List<String> warnings(LibraryResult result) {
        return new LibraryText(result).warnings();
    }

    /** What it lacks, a problem for each kernel; what several architectures lack is told once. */
    public static List<Problem> problems(LibraryResult result) {
        return new LibraryText(result).problems();
    }

    /** One sentence of what it lacks, as in {@code lib.so lacks 3 of 61 kernels}. */
    public static String summary(LibraryResult result) {
        long kernels = result.images().stream()
                .mapToLong(image -> image.kernels().size())
                .max()
                .orElse(0);
        long lacking = result.images().stream()
                .flatMap(image -> image.missing().stream())
                .distinct()
                .count();
        return Setting.LIBRARY + " lacks " + lacking + " of the " + kernels
                + " ops and kernels that the models need of TensorFlow " + result.release() + " for "
                + result.target() + ": \"" + result.library().file().getFileName() + "\"";
    }

    private List<String> notes() {
        List<String> lines = new ArrayList<>();
        NativeLibrary library = result.library();
        for (ImageResult image : result.images()) {
            int lacking = image.missing().size();
            int open = image.open().size();
            lines.add(library.file().getFileName() + ": " + library.kind() + " for " + architecture(image)
                    + (library.kind() == NativeLibrary.Kind.STATIC_ARCHIVE
                            ? ", " + image.image().objects() + " object files"
                            : "")
                    + ", with " + image.known() + " kernel classes of TensorFlow " + result.release());
            lines.add("  of " + image.kernels().size() + " ops and kernels that the models need it has "
                    + (image.kernels().size() - lacking - open)
                    + (lacking > 0 ? ", lacks " + lacking : "")
                    + (open > 0 ? ", and may have " + open : ""));
            if (image.image().pageSize() > 0) {
                lines.add("  its segments are aligned to "
                        + kilobytes(image.image().pageSize()));
            }
        }
        return lines;
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (ImageResult image : result.images()) {
            String about = Setting.LIBRARY + " (" + architecture(image) + ") ";
            if (image.hasSmallPages() && result.target().platform() == Platform.ANDROID) {
                warnings.add(about + "has segments that are aligned to "
                        + kilobytes(image.image().pageSize())
                        + ": Android devices with pages of 16 KB do not load it; link it with"
                        + " -Wl,-z,max-page-size=16384");
            }
            if (image.foreign() > 0) {
                warnings.add(about + "has " + image.foreign() + " kernel classes that TensorFlow " + result.release()
                        + " does not register for " + result.target() + ": "
                        + (image.fitting().isEmpty()
                                ? "it is of another release or platform"
                                : "it is built with other types, "
                                        + image.fitting().stream()
                                                .map(Types::id)
                                                .map(Setting.TYPES::with)
                                                .collect(Collectors.joining(" or "))));
            }
            if (image.image().bitcode() > 0) {
                warnings.add(
                        about + "has " + image.image().bitcode() + " members of LLVM bitcode, in which no kernel is"
                                + " found; check the library that is linked of it");
            }
            if (!image.open().isEmpty()) {
                warnings.add(
                        about + "has these kernel classes as the end of another text only, which a linker makes of two"
                                + " texts, so they may be there or not: "
                                + image.open().stream().map(LibraryKernel::text).collect(Collectors.joining("; ")));
            }
        }
        return warnings;
    }

    private List<Problem> problems() {
        Map<LibraryKernel, SortedSet<String>> lacking = new LinkedHashMap<>();
        for (ImageResult image : result.images()) {
            for (LibraryKernel kernel : image.missing()) {
                lacking.computeIfAbsent(kernel, k -> new TreeSet<>()).add(architecture(image));
            }
        }
        boolean nothing = result.images().stream().allMatch(image -> image.known() == 0);
        if (nothing && !lacking.isEmpty()) {
            return List.of(Problem.of(
                    BuildProblem.LIBRARY_WITHOUT_KERNELS,
                    Setting.LIBRARY + " has no kernel of TensorFlow " + result.release() + ": \""
                            + result.library().file() + "\"",
                    "name the library that TensorFlow's kernels are linked into: " + Setting.LIBRARY.inFull()));
        }
        List<Problem> problems = new ArrayList<>();
        lacking.forEach((kernel, architectures) -> problems.add(Problem.of(
                BuildProblem.LIBRARY_LACKS_KERNEL,
                what(kernel)
                        + (result.images().size() > 1 ? " (" + String.join(", ", architectures) + ")" : "")
                        + (kernel.models().isEmpty() ? "" : ", needed by " + String.join(", ", kernel.models()))
                        + ": \"" + kernel.text() + "\"",
                Place.of(result.library().file()),
                remedy(kernel))));
        return problems;
    }

    private static String what(LibraryKernel kernel) {
        return switch (kernel.presence()) {
            case NO_OP -> "the op is not in the library";
            case NOT_LINKED -> "the source file of the kernel is not linked into the library";
            default -> "the kernel is not registered in the library, though its source file is linked";
        };
    }

    private static String remedy(LibraryKernel kernel) {
        String files = String.join(", ", kernel.files());
        if (kernel.presence() != Presence.NOT_REGISTERED) {
            return files.isEmpty() ? "" : "build it with " + files + " and with what that needs: see tf_op_files.txt";
        }
        return "build it with the ops_to_register.h of these models, or with other types: " + Setting.TYPES.inFull();
    }

    private String architecture(ImageResult image) {
        return result.target().platform() == Platform.ANDROID
                ? image.image().architecture().androidAbi()
                : image.image().architecture().name();
    }

    private static String kilobytes(long bytes) {
        return bytes % 1024 == 0 ? bytes / 1024 + " KB" : bytes + " bytes";
    }
}
