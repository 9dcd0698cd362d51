package io.github.tfmobile.codegen.library;

import io.github.tfmobile.codegen.library.LibraryKernel.Presence;
import io.github.tfmobile.codegen.library.LibraryResult.ImageResult;
import io.github.tfmobile.codegen.requirement.Requirement;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.binary.NativeLibrary;
import io.github.tfmobile.registry.binary.NativeLibrary.Image;
import io.github.tfmobile.registry.binary.NativeLibrary.Occurrence;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks for kernels in a library by what each leaves there: the text of its class, which {@code REGISTER_KERNEL_BUILDER} hands to
 * the runtime, and the name of its op.
 */
public final class LibraryInspection {

    private final Registry registry;
    private final Requirements requirements;
    /** The classes of each source file, in whatever target. */
    private final Map<String, Set<String>> classesOfFile = new HashMap<>();
    /** The files that register each class. */
    private final Map<String, Set<String>> filesOfClass = new HashMap<>();

    private LibraryInspection(Registry registry, Requirements requirements) {
        this.registry = registry;
        this.requirements = requirements;
        for (ConditionalRegistration conditional : registry.registrations()) {
            Registration registration = conditional.registration();
            classesOfFile
                    .computeIfAbsent(registration.file(), file -> new HashSet<>())
                    .add(registration.kernelClass());
            filesOfClass
                    .computeIfAbsent(registration.kernelClass(), text -> new HashSet<>())
                    .add(registration.file());
        }
    }

    /**
     * Looks for what models need.
     *
     * @param registry the registry of the target
     * @param requirements what the models need of the target
     * @param library the library's file
     * @throws ProblemException if the file is no library, or damaged
     */
    public static LibraryResult of(Registry registry, Requirements requirements, Path library) throws ProblemException {
        LibraryInspection inspection = new LibraryInspection(registry, requirements);
        Set<String> texts = new HashSet<>(inspection.filesOfClass.keySet());
        texts.addAll(registry.registeredOps().keySet());
        texts.addAll(requirements.opNames());
        NativeLibrary read = NativeLibrary.read(library, texts);
        List<ImageResult> images = new ArrayList<>();
        for (Image image : read.images()) {
            images.add(inspection.image(image));
        }
        return new LibraryResult(requirements.release(), requirements.target(), read, images);
    }

    private ImageResult image(Image image) throws ProblemException {
        List<LibraryKernel> kernels = new ArrayList<>();
        SortedMap<Requirements.OpAndKernel, List<Requirement>> required = new TreeMap<>();
        for (Requirement requirement : requirements.required()) {
            required.computeIfAbsent(
                            new Requirements.OpAndKernel(requirement.op(), requirement.kernelClass()),
                            pair -> new ArrayList<>())
                    .add(requirement);
        }
        required.forEach((pair, asked) -> kernels.add(kernel(image, pair, asked)));
        for (String op : requirements.kernelFree().keySet()) {
            Presence presence = image.texts().containsKey(op) ? Presence.PRESENT : Presence.NO_OP;
            kernels.add(new LibraryKernel(op, "", opFile(op), new TreeSet<>(), presence));
        }
        Set<String> known = new HashSet<>();
        for (String text : filesOfClass.keySet()) {
            // A class of an op's name would be there for the op's sake.
            if (image.has(text) && !registry.registeredOps().containsKey(text)) {
                known.add(text);
            }
        }
        Target target = requirements.target();
        int foreign = foreign(known, target);
        List<Types> fitting = new ArrayList<>();
        for (Types types : foreign == 0 ? new Types[0] : Types.values()) {
            if (types != target.types() && foreign(known, Target.of(target.platform(), types)) == 0) {
                fitting.add(types);
            }
        }
        return new ImageResult(image, kernels, known.size(), foreign, fitting);
    }

    /** How many classes a target does not register. */
    private int foreign(Set<String> classes, Target target) throws ProblemException {
        Set<String> rest = new HashSet<>(classes);
        registry.target(target).forEach(registration -> rest.remove(registration.kernelClass()));
        return rest.size();
    }

    private LibraryKernel kernel(Image image, Requirements.OpAndKernel pair, List<Requirement> asked) {
        SortedSet<String> files = new TreeSet<>();
        SortedSet<String> models = new TreeSet<>();
        for (Requirement requirement : asked) {
            files.add(requirement.registration().file());
            models.addAll(requirement.models());
        }
        Presence presence = presence(image, pair, files);
        return new LibraryKernel(
                pair.op(),
                pair.kernelClass(),
                presence == Presence.NO_OP ? opFile(pair.op()) : files,
                models,
                presence);
    }

    private Presence presence(Image image, Requirements.OpAndKernel pair, SortedSet<String> files) {
        if (!image.texts().containsKey(pair.op())) {
            return Presence.NO_OP;
        }
        Occurrence occurrence = image.texts().get(pair.kernelClass());
        if (occurrence == Occurrence.WHOLE) {
            return Presence.PRESENT;
        }
        if (occurrence == Occurrence.TAIL) {
            return Presence.OPEN;
        }
        return files.stream().anyMatch(file -> isLinked(image, file)) ? Presence.NOT_REGISTERED : Presence.NOT_LINKED;
    }

    /** Whether a class that no other file registers is there. */
    private boolean isLinked(Image image, String file) {
        return classesOfFile.getOrDefault(file, Set.of()).stream()
                .anyMatch(text -> image.has(text)
                        && filesOfClass.getOrDefault(text, Set.of()).size() == 1
                        && !registry.registeredOps().containsKey(text));
    }

    private SortedSet<String> opFile(String op) {
        RegisteredOp registered = registry.registeredOps().get(op);
        return registered == null ? new TreeSet<>() : new TreeSet<>(Set.of(registered.file()));
    }
}
