package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.github.tfmobile.common.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each mistake has one code, is told of in one place, and is in docs/problems.md with cause and remedy. */
class ProblemsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CATALOG =
            Pattern.compile("package ([\\w.]+);.*\\benum (\\w+) implements ProblemCode \\{", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| ([^|]+) \\| ([^|]+) \\|$");

    /** Of nodes, where whoever asked says what to do about the graph; and what is only for the record. */
    private static final Set<String> DETAILS =
            Set.of("NODE_WITHOUT_NAME", "NODE_DOES_NOT_FIT_OP", "DEFINE_WITHOUT_EFFECT");

    /** More than this makes no sentence that anybody reads to its end. */
    private static final int LONGEST = 160;

    private static final SortedMap<String, String> CODES = new TreeMap<>();
    private static final List<Use> USES = new ArrayList<>();

    /** The files that name a code. */
    private static final SortedMap<String, List<Path>> NAMED = new TreeMap<>();

    /**
     * A call or a constructor that is given a code.
     *
     * @param code the code as the source has it
     * @param after the arguments that follow it
     */
    private record Use(String code, List<? extends ExpressionTree> after, Path file) {}

    @BeforeAll
    static void readSources() throws Exception {
        List<Path> sources = sources();
        for (Path source : sources) {
            Matcher catalog = CATALOG.matcher(Files.readString(source));
            if (catalog.find()) {
                Class<?> type = Class.forName(catalog.group(1) + "." + catalog.group(2));
                for (Object constant : type.getEnumConstants()) {
                    ProblemCode code = (ProblemCode) constant;
                    assertThat(CODES.put(code.code(), type.getSimpleName() + "." + code.name()))
                            .as("two codes \"%s\"", code.code())
                            .isNull();
                }
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            for (Path source : sources) {
                JavacTask task =
                        (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
                task.parse().forEach(unit -> unit.accept(new Uses(source), null));
            }
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        for (Path file : files.sorted().toList()) {
                            if (file.toString().endsWith(".java")
                                    && Files.readString(file).contains("Problem")) {
                                sources.add(file);
                            }
                        }
                    }
                }
            }
        }
        return sources;
    }

    /** The uses of codes in one file. */
    private static final class Uses extends TreeScanner<Void, Void> {
        private final Path file;

        Uses(Path file) {
            this.file = file;
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            add(call.getArguments());
            return super.visitMethodInvocation(call, null);
        }

        @Override
        public Void visitNewClass(NewClassTree made, Void nothing) {
            add(made.getArguments());
            return super.visitNewClass(made, null);
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree select, Void nothing) {
            NAMED.computeIfAbsent(select.toString(), code -> new ArrayList<>()).add(file);
            return super.visitMemberSelect(select, null);
        }

        private void add(List<? extends ExpressionTree> arguments) {
            for (int i = 0; i < arguments.size(); i++) {
                if (arguments.get(i) instanceof MemberSelectTree select && CODES.containsValue(select.toString())) {
                    USES.add(new Use(select.toString(), arguments.subList(i + 1, arguments.size()), file));
                }
            }
        }
    }

    @Test
    void areListedWithCauseAndRemedy() throws IOException {
        List<String> listed = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/problems.md")));
        while (row.find()) {
            listed.add(row.group(1));
        }

        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(CODES.keySet());
    }

    @Test
    void areRaisedInOnePlaceEach() {
        assertThat(CODES.values())
                .allSatisfy(code ->
                        assertThat(NAMED.getOrDefault(code, List.of())).as(code).hasSize(1));
    }

    @Test
    void sayWhatIsWrongInOneSentence() {
        for (Use use : USES) {
            String text = texts(use).findFirst().orElse("");

            assertThat(text)
                    .as("%s in %s", use.code(), use.file())
                    .doesNotEndWith(".")
                    .doesNotContainPattern("\\. [A-Z]")
                    .hasSizeLessThan(LONGEST);
        }
    }

    @Test
    void sayWhatToDo() {
        for (Use use : USES) {
            ExpressionTree last =
                    use.after().isEmpty() ? null : use.after().get(use.after().size() - 1);
            String name = use.code().substring(use.code().indexOf('.') + 1);

            assertThat(last instanceof LiteralTree literal && "".equals(literal.getValue()))
                    .as("%s in %s has no remedy", use.code(), use.file())
                    .isEqualTo(DETAILS.contains(name));
        }
    }

    /** The words of each argument, without what is put in between. */
    private static Stream<String> texts(Use use) {
        return use.after().stream().map(argument -> {
            StringBuilder text = new StringBuilder();
            argument.accept(
                    new TreeScanner<Void, Void>() {
                        @Override
                        public Void visitLiteral(LiteralTree literal, Void nothing) {
                            text.append(literal.getValue() instanceof String word ? word : "");
                            return null;
                        }
                    },
                    null);
            return text.toString();
        });
    }

    @Test
    void readAsUsersShouldReadThem() throws IOException {
        List<String> messages = messages();

        assertThat(messages).hasSizeGreaterThan(30);
        assertThat(messages).allSatisfy(message -> {
            String sentence = message.lines().findFirst().orElse("");
            Matcher parts = Pattern.compile("(.+) \\[([a-z0-9-]+)]").matcher(sentence);
            assertThat(parts.matches()).as(sentence).isTrue();
            assertThat(CODES).containsKey(parts.group(2));
            // No path or name alone: words stand beside what is quoted.
            String words = parts.group(1).replaceAll("\"[^\"]*\"", "");
            assertThat(words.strip().split(" +")).as(sentence).hasSizeGreaterThan(2);
            assertThat(words).as(sentence).hasSizeLessThan(2 * LONGEST).doesNotEndWith(".");
            assertThat(message.lines().skip(1)).as(sentence).isNotEmpty().allMatch(line -> line.startsWith("  "));
        });
    }

    /** What users read, of the golden file of mistakes and of the docs: blocks that begin with such a message. */
    private static List<String> messages() throws IOException {
        List<String> texts = new ArrayList<>();
        Arrays.stream(Files.readString(Path.of("src/test/resources/mistakes.txt"))
                        .split("(?m)^==.*\n"))
                .forEach(texts::add);
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                Matcher block =
                        Pattern.compile("(?m)(?:^    .*\n|^\n(?=    ))+").matcher(Files.readString(page));
                while (block.find()) {
                    if (block.group().lines().findFirst().orElse("").endsWith("]")) {
                        texts.add(block.group().stripIndent());
                    }
                }
            }
        }
        return texts.stream()
                .flatMap(text -> Stream.of(text.strip().split("\n(?! )")))
                .filter(text -> !text.isBlank())
                .toList();
    }
}
