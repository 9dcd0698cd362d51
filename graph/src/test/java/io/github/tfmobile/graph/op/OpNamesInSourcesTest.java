package io.github.tfmobile.graph.op;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import io.github.tfmobile.registry.file.BundledRegistries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Which family an op belongs to is asked of {@link OpTrait} and decided nowhere else. Code may name the op that it
 * makes, and in some packages the op that it rewrites or computes; what it compares with may not be a family, a prefix
 * or a regular expression.
 */
class OpNamesInSourcesTest {

    private static final List<String> MODULES = List.of("graph", "codegen", "engine", "lite", "maven-plugin");

    /** Packages that compare with names of ops, and why; sub-packages are named by themselves. */
    private static final Map<String, String> NAMING = Map.ofEntries(
            Map.entry("graph.transform.backport", "patterns name the ops that they rewrite"),
            Map.entry("graph.transform", "patterns name the ops that they rewrite"),
            Map.entry("graph.transform.flow", "patterns name the ops that they rewrite"),
            Map.entry("graph.transform.fold", "patterns name the ops that they rewrite"),
            Map.entry("graph.transform.function", "patterns name the ops that they rewrite"),
            Map.entry("graph.transform.fuse", "patterns name the ops that they rewrite"),
            Map.entry("graph.transform.quantize", "patterns name the ops that they rewrite"),
            Map.entry("graph.transform.sparse", "patterns name the ops that they rewrite"),
            Map.entry("graph.transform.structure", "patterns name the ops that they rewrite"),
            Map.entry("graph.freeze", "one op gives the content of a file"),
            Map.entry("graph.freeze.state", "what saves, restores and assigns a variable is known op by op"),
            Map.entry("graph.savedmodel", "what restores and assigns a variable is known op by op"),
            Map.entry("graph.freeze.variable", "what takes a variable is rewritten op by op"),
            Map.entry("graph.op.array", "entries name their ops"),
            Map.entry("graph.op.data", "entries name their ops"),
            Map.entry("graph.op.math", "entries name their ops"),
            Map.entry("graph.op.nn", "entries name their ops"),
            Map.entry(
                    "graph.summary",
                    "inputs are resized and decoded in few ways, outputs are counted as the original does"),
            Map.entry("codegen.java.runtime", "stands alone in an app, without the table of traits"),
            Map.entry("codegen.lite", "variables of the Flex delegate are known op by op"),
            Map.entry("codegen.requirement", "what the runtime adds is known op by op"));

    /** Ops that anything may name: the engine makes them itself, and each is alone in what it is. */
    private static final Set<String> PLAIN =
            Set.of("Const", "Identity", "RefIdentity", "IdentityN", "NoOp", "Cast", "Mul", "ReadVariableOp");

    /** Families that shape a graph: comparing with one of their ops is deciding the family. */
    private static final Set<OpTrait> STRUCTURE = Set.of(
            OpTrait.VARIABLE,
            OpTrait.SWITCH,
            OpTrait.MERGE,
            OpTrait.ENTER,
            OpTrait.EXIT,
            OpTrait.NEXT_ITERATION,
            OpTrait.LOOP_CONDITION,
            OpTrait.IF,
            OpTrait.CASE,
            OpTrait.WHILE,
            OpTrait.REF_FORM,
            OpTrait.PLACEHOLDER,
            OpTrait.DEQUEUE,
            OpTrait.ITERATOR_NEXT,
            OpTrait.TABLE);

    /** Classes that compare with an op of such a family and mean that op alone, and why. */
    private static final Map<String, String> ONE_OF_A_FAMILY = Map.ofEntries(
            Map.entry("graph.transform.sparse.SparsifyGather", "the original knows these variables only"),
            Map.entry("graph.transform.structure.StripUnusedNodes", "keeps a Placeholder, makes one of the others"),
            Map.entry("graph.transform.fold.FoldConstants", "keeps a Placeholder, makes one of PlaceholderWithDefault"),
            Map.entry("graph.transform.quantize.QuantizeNodes", "quantizes a Placeholder, which can be fed as uint8"),
            Map.entry("lite.cpp.MicroResolverSource", "methods of a resolver begin with Add, these are no ops"),
            Map.entry("graph.freeze.state.VariableValues", "a VarHandleOp has its name in another attr"),
            Map.entry("codegen.requirement.RuntimeKernels", "names what the runtime makes of a branch"),
            Map.entry("graph.op.array.ForwardOps", "has the entry of PlaceholderWithDefault"),
            Map.entry("graph.op.data.SourceOps", "has the entries of IteratorGetNext"));

    private static final SortedSet<String> OPS = ops();

    private static SortedSet<String> ops() {
        SortedSet<String> ops = new TreeSet<>();
        BundledRegistries.all()
                .forEach(bundled ->
                        ops.addAll(BundledRegistries.load(bundled).ops().names()));
        ops.removeIf(op -> op.length() < 2);
        return ops;
    }

    @Test
    void noOtherCodeDecidesWhichFamilyAnOpBelongsTo() throws IOException {
        List<String> found = new ArrayList<>();
        for (String module : MODULES) {
            Path sources = Path.of("..", module, "src", "main", "java");
            if (Files.isDirectory(sources)) {
                scan(sources, found);
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void comparisonsAreFound() throws IOException {
        assertThat(comparisons("if (op.equals(\"Switch\") || op.equals(\"Merge\")) {}"))
                .containsExactly("Switch", "Merge");
        assertThat(comparisons("switch (op) { case \"Conv2D\", \"Softmax\": break; default: }"))
                .containsExactly("Conv2D", "Softmax");
        assertThat(comparisons("java.util.Set.of(\"Relu\", \"Relu6\");")).containsExactly("Relu", "Relu6");
        assertThat(comparisons("op.startsWith(\"Placeholder\");")).containsExactly("Placeholder*");
        assertThat(comparisons("java.util.regex.Pattern.compile(\"Resize.*\");"))
                .containsExactly("Resize.*");
        assertThat(comparisons("builder.setOp(\"Switch\"); op.startsWith(\"x\"); text.equals(\"Padding\");"))
                .isEmpty();
    }

    private static List<String> comparisons(String statements) throws IOException {
        Path file = Files.createTempFile("Sample", ".java");
        Files.writeString(file, "class Sample { void run() { " + statements + " } }");
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree unit : parse(List.of(file))) {
            new Comparisons((name, structure) -> found.add(name)).scan(unit, null);
        }
        Files.delete(file);
        return found;
    }

    private static void scan(Path sources, List<String> found) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        for (CompilationUnitTree unit : parse(files)) {
            String room =
                    Objects.requireNonNull(unit.getPackageName()).toString().replace("io.github.tfmobile.", "");
            if (room.equals("graph.op")) {
                continue;
            }
            String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
            String type = room + "." + file.replace(".java", "");
            new Comparisons((name, structure) -> {
                        boolean mayName = NAMING.containsKey(room) && !name.contains("*");
                        if (structure ? !ONE_OF_A_FAMILY.containsKey(type) : !mayName && !PLAIN.contains(name)) {
                            found.add(type + ": " + name);
                        }
                    })
                    .scan(unit, null);
        }
    }

    private static Iterable<? extends CompilationUnitTree> parse(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
        return ((JavacTask) compiler.getTask(
                        null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files)))
                .parse();
    }

    private interface Found {
        /** An op name, or a prefix, suffix or regular expression of several, with an asterisk. */
        void accept(String name, boolean ofStructure);
    }

    /** The literals of a file with which something is compared. */
    private static final class Comparisons extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private static final Set<String> COLLECTIONS = Set.of("of", "asList", "ofEntries", "contains", "containsKey");

        private final Found found;

        Comparisons(Found found) {
            this.found = found;
        }

        @Override
        public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void unused) {
            if (literal.getValue() instanceof String text) {
                Tree parent = getCurrentPath().getParentPath().getLeaf();
                String method = parent instanceof MethodInvocationTree call ? name(call.getMethodSelect()) : "";
                boolean isCase =
                        parent instanceof CaseTree || parent.getKind().name().equals("CONSTANT_CASE_LABEL");
                boolean isSame = parent instanceof BinaryTree || method.equals("equals");
                if (OPS.contains(text)) {
                    if (isCase || isSame || (COLLECTIONS.contains(method) && !isMade(getCurrentPath()))) {
                        found.accept(text, isStructure(text));
                    } else if (method.equals("startsWith")) {
                        found.accept(text + "*", true);
                    } else if (method.equals("endsWith")) {
                        found.accept("*" + text, true);
                    }
                } else if (text.length() > 2 && Character.isUpperCase(text.charAt(0)) && !isSame && !isCase) {
                    if (method.equals("startsWith") && OPS.stream().anyMatch(op -> op.startsWith(text))) {
                        found.accept(text + "*", true);
                    } else if (method.equals("endsWith") && OPS.stream().anyMatch(op -> op.endsWith(text))) {
                        found.accept("*" + text, true);
                    }
                }
                if ((method.equals("compile") || method.equals("matches")) && matchesOps(text)) {
                    found.accept(text, true);
                }
            }
            return super.visitLiteral(literal, null);
        }

        /** Whether a list of names is handed to what makes nodes of them. */
        private static boolean isMade(TreePath literal) {
            Tree outer = literal.getParentPath().getParentPath().getLeaf();
            return outer instanceof MethodInvocationTree call
                    && Set.of("of", "ofAny").contains(name(call.getMethodSelect()))
                    && call.getMethodSelect().toString().startsWith("needs.");
        }

        private static boolean matchesOps(String regex) {
            try {
                Pattern pattern = Pattern.compile(regex);
                return OPS.stream()
                                        .filter(op -> pattern.matcher(op).matches())
                                        .limit(2)
                                        .count()
                                == 2
                        && !pattern.matcher("no op has this name").matches()
                        && !pattern.matcher("noOpHasThisName").matches()
                        && !pattern.matcher("NoOpHasThisName").matches();
            } catch (PatternSyntaxException e) {
                return false;
            }
        }

        private static boolean isStructure(String op) {
            return !PLAIN.contains(op) && OpTraits.of(op).stream().anyMatch(STRUCTURE::contains);
        }

        private static String name(ExpressionTree select) {
            String text = select.toString();
            return text.substring(text.lastIndexOf('.') + 1);
        }
    }
}
