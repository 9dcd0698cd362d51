package io.github.tfmobile.graph.op.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.registry.file.BundledRegistries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpTableTest {

    private static final Path SOURCES = Path.of("src/main/java/io/github/tfmobile/graph/op");

    /** Ops by the classes that have a case for them. */
    private static Map<String, List<String>> cases() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(file -> file.toString().endsWith("Ops.java")).toList();
        }
        StandardJavaFileManager manager = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
        JavacTask javac = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
        Map<String, List<String>> cases = new TreeMap<>();
        for (CompilationUnitTree unit : javac.parse()) {
            String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
                    return method.getName().contentEquals("entry") ? super.visitMethod(method, null) : null;
                }

                @Override
                public @Nullable Void visitCase(CaseTree tree, @Nullable Void unused) {
                    for (ExpressionTree label : tree.getExpressions()) {
                        if (label instanceof LiteralTree literal && literal.getValue() instanceof String op) {
                            cases.computeIfAbsent(op, name -> new ArrayList<>()).add(file);
                        }
                    }
                    return super.visitCase(tree, null);
                }
            }.scan(unit, null);
        }
        return cases;
    }

    @Test
    void hasOneEntryForEachOp() throws IOException {
        Map<String, List<String>> cases = cases();

        assertThat(cases).hasSizeGreaterThan(225);
        assertThat(cases).allSatisfy((op, files) -> {
            assertThat(files).as(op).hasSize(1);
            assertThat(OpTable.of(op)).as(op).isNotEqualTo(OpEntry.UNKNOWN);
        });
    }

    @Test
    void namesOpsOfTheBundledReleases() throws IOException {
        SortedSet<String> ops = new TreeSet<>();
        BundledRegistries.all()
                .forEach(bundled ->
                        ops.addAll(BundledRegistries.load(bundled).ops().names()));

        assertThat(ops).containsAll(cases().keySet());
    }

    @Test
    void knowsNothingOfOtherOps() {
        assertThat(OpTable.of("MyOwnOp")).isEqualTo(OpEntry.UNKNOWN);
    }
}
