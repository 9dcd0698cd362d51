package io.github.tfmobile.codegen.find;

import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.scan.RegisteringLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.proto.OpDef;

/** What was found, for a reader: of one op all there is to know, of several a line each. */
public final class FindText {

    /** More ops than this are listed by a line each. */
    private static final int WHOLE = 3;

    private final FindResult result;
    private final List<String> lines = new ArrayList<>();

    private FindText(FindResult result) {
        this.result = result;
    }

    /** The text, line by line. */
    public static List<String> of(FindResult result) {
        FindText text = new FindText(result);
        text.write();
        return List.copyOf(text.lines);
    }

    private void write() {
        lines.add("TensorFlow " + result.release() + ", target " + result.target());
        if (result.ops().size() > WHOLE) {
            result.ops().forEach(this::line);
            lines.add(result.ops().size() + " ops; name one of them for its kernels and files");
            return;
        }
        result.ops().forEach(this::whole);
    }

    private void line(FoundOp op) {
        long here = op.kernels().stream().filter(FoundKernel::inTarget).count();
        lines.add("  " + op.def().getName() + ": " + here + " of "
                + count(op.kernels().size(), "kernel") + " in this target"
                + (op.inTarget() ? "" : ", which does not define the op") + "  " + place(op.file(), op.line()));
    }

    private void whole(FoundOp op) {
        OpDef def = op.def();
        lines.add("");
        lines.add("op " + def.getName() + "  " + place(op.file(), op.line()));
        lines.add("  inputs   " + arguments(def.getInputArgList()));
        lines.add("  outputs  " + arguments(def.getOutputArgList()));
        for (int i = 0; i < def.getAttrCount(); i++) {
            lines.add((i == 0 ? "  attrs    " : "           ") + OpDefText.attr(def.getAttr(i)));
        }
        if (def.hasDeprecation()) {
            lines.add("  refused in graphs of version " + def.getDeprecation().getVersion() + " and later: "
                    + def.getDeprecation().getExplanation());
        }
        lines.add("  defined in " + ProfileText.of(op.profiles(), result.profiles())
                + (op.inTarget() ? "" : "; not in this target"));
        List<FoundKernel> here =
                op.kernels().stream().filter(FoundKernel::inTarget).toList();
        List<FoundKernel> elsewhere =
                op.kernels().stream().filter(kernel -> !kernel.inTarget()).toList();
        kernels("kernels in this target", here);
        kernels("kernels that this target does not register", elsewhere);
        lines(op);
        adding(here);
        history(op.history());
    }

    private void kernels(String title, List<FoundKernel> kernels) {
        lines.add("  " + title + ": " + (kernels.isEmpty() ? "none" : kernels.size()));
        for (FoundKernel kernel : kernels) {
            Registration registration = kernel.registration();
            lines.add("    " + registration.device() + "  " + constraints(registration) + "  "
                    + registration.kernelClass());
            lines.add("      " + place(registration.file(), registration.line()) + "  in "
                    + ProfileText.of(kernel.profiles(), result.profiles()) + stock(kernel));
            if (kernel.notBuilt() != null) {
                lines.add("      not built: " + kernel.notBuilt());
            }
        }
    }

    /** The lines of the sources that are no place of a kernel, or that the platform's builds leave out. */
    private void lines(FoundOp op) {
        List<RegisteringLine> others = op.lines().stream()
                .filter(line -> line.excludedBy() != null || !op.registers(line))
                .toList();
        if (others.isEmpty()) {
            return;
        }
        lines.add("  other lines of the sources that name it: " + others.size());
        for (RegisteringLine line : others) {
            List<String> parts = new ArrayList<>();
            if (!line.macro().isEmpty()) {
                parts.add("in macro " + line.macro()
                        + (line.uses().isEmpty()
                                ? ""
                                : ", used in " + (line.uses().size() == 1 ? "line " : "lines ")
                                        + line.uses().stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(", "))));
            }
            RegisteringLine.Excluding excludedBy = line.excludedBy();
            if (excludedBy != null) {
                parts.add("in no build for " + result.target().platform().id() + ": line " + excludedBy.line()
                        + " says " + excludedBy.text());
            }
            lines.add("    " + place(line.file(), line.line()) + "  "
                    + (parts.isEmpty() ? "registers no kernel" : String.join("; ", parts)));
        }
    }

    private static String stock(FoundKernel kernel) {
        if (kernel.stock() == null || !kernel.inTarget()) {
            return "";
        }
        return kernel.stock() ? "; in the stock build" : "; not in the stock build";
    }

    /** What has to be compiled, once for all kernels that need the same files. */
    private void adding(List<FoundKernel> kernels) {
        Map<SortedSet<String>, SortedSet<String>> byFiles = new LinkedHashMap<>();
        SortedSet<String> targets = new TreeSet<>();
        SortedMap<String, SortedSet<String>> additions = new TreeMap<>();
        for (FoundKernel kernel : kernels) {
            byFiles.computeIfAbsent(kernel.files(), files -> new TreeSet<>())
                    .add(kernel.registration().file());
            targets.addAll(kernel.bazel().targets().keySet());
            kernel.bazel()
                    .additions()
                    .forEach((group, files) -> additions
                            .computeIfAbsent(group, label -> new TreeSet<>())
                            .addAll(files));
        }
        byFiles.forEach((files, of) -> {
            lines.add("  to add " + String.join(", ", of) + ", compile");
            files.forEach(file -> lines.add("    " + file));
        });
        if (!targets.isEmpty()) {
            lines.add("  which these Bazel targets hold");
            targets.forEach(target -> lines.add("    " + target));
        }
        additions.forEach((group, files) -> {
            lines.add("  for TensorFlow's mobile library list in " + group);
            files.forEach(file -> lines.add("    " + file));
        });
    }

    private void history(List<OpHistory> history) {
        for (OpHistory came : history) {
            List<String> parts = new ArrayList<>();
            if (came.defined()) {
                parts.add("the op");
            }
            came.values().forEach((attr, values) -> parts.add(attr + " = " + values(values)));
            lines.add("  since " + came.release() + ": " + String.join("; ", parts));
        }
    }

    private static String constraints(Registration registration) {
        List<String> parts = new ArrayList<>();
        for (Constraint constraint : registration.constraints()) {
            parts.add(constraint.attr() + " = " + values(constraint.allowed()));
        }
        if (!registration.label().isEmpty()) {
            parts.add("_kernel = '" + registration.label() + "'");
        }
        return parts.isEmpty() ? "any attrs" : String.join(", ", parts);
    }

    /** Constraint values that are no dtypes have a letter and a colon before them. */
    private static String values(Iterable<String> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.length() > 1 && value.charAt(1) == ':' ? value.substring(2) : value));
        return String.join("|", texts);
    }

    private static String arguments(List<OpDef.ArgDef> arguments) {
        return arguments.isEmpty()
                ? "none"
                : arguments.stream().map(OpDefText::argument).collect(Collectors.joining(", "));
    }

    private static String place(String file, int line) {
        return line > 0 ? file + ":" + line : file;
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
