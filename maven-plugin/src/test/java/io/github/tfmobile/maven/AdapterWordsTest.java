package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.github.tfmobile.engine.setting.SettingTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Only an adapter knows how its users write settings and start it. */
class AdapterWordsTest {

    private static final List<String> ENGINE = List.of("common", "op-registry", "graph", "lite", "codegen", "engine");

    @Test
    void noOtherModuleSpellsThemInATextOfItsOwn() throws IOException {
        String names = String.join("|", SettingTable.names());
        Pattern spelled = Pattern.compile("-D(tfmobile|java)\\.|\\btfmobile:[a-z]|\\btfmobile\\.(" + names
                + ")\\b|(?<![?])</?(" + names + ")>|\\bmvn |MAVEN_");
        List<String> found = new ArrayList<>();
        int[] literals = new int[1];
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(
                        new TreeScanner<Void, Void>() {
                            @Override
                            public Void visitLiteral(LiteralTree literal, Void nothing) {
                                if (literal.getValue() instanceof String text) {
                                    literals[0]++;
                                    if (spelled.matcher(text).find()) {
                                        found.add(unit.getSourceFile().getName() + ": " + text);
                                    }
                                }
                                return null;
                            }
                        },
                        null);
            }
        }
        assertThat(literals[0]).isGreaterThan(5000);
        assertThat(found).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : ENGINE) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
            }
        }
        return sources;
    }
}
