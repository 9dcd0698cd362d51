package io.github.tfmobile.codegen.report;

import io.github.tfmobile.codegen.diagnosis.DiagnosedProblem;
import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.diagnosis.UnregisteredMessage;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.codegen.requirement.Requirement;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.codegen.text.Escape;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.graph.summary.GraphCounts;
import io.github.tfmobile.graph.summary.GraphSummary;
import io.github.tfmobile.lite.summary.LiteSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code report/index.html}: the report as one page that needs no other file and no network. */
final class HtmlPage {

    /** Nodes written out for one requirement; report.json has them all. */
    private static final int NODES = 100;

    private final Diagnosis diagnosis;
    private final SettingNames names;
    private final Requirements requirements;
    private final StringBuilder html = new StringBuilder();

    private HtmlPage(Diagnosis diagnosis, SettingNames names) {
        this.diagnosis = diagnosis;
        this.names = names;
        this.requirements = diagnosis.requirements();
    }

    /** The whole file. */
    static String render(Diagnosis diagnosis, SettingNames names) {
        return new HtmlPage(diagnosis, names).page();
    }

    private String page() {
        boolean passed = requirements.unregistered().isEmpty();
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<title>Kernels for ");
        html.append(text(String.join(", ", runtimes()))).append(", ");
        html.append(text(requirements.target().toString())).append("</title>\n<style>\n");
        html.append(resource("report.css")).append("</style>\n</head>\n<body>\n<header>\n");
        html.append("<h1>").append(text(String.join(", ", runtimes()))).append(" <span>for ");
        html.append(text(requirements.target().toString())).append("</span></h1>\n<p class=\"verdict ");
        html.append(
                passed ? "ok\">Every node has a kernel" : "bad\">" + text(UnregisteredMessage.summary(requirements)));
        html.append(".</p>\n<dl class=\"figures\">\n");
        Set<String> classes = new TreeSet<>();
        requirements.required().forEach(requirement -> classes.add(requirement.kernelClass()));
        figure(requirements.models().size(), "models");
        figure(
                requirements.models().stream()
                        .mapToInt(model -> model.graph().nodes().size())
                        .sum(),
                "nodes");
        figure(requirements.opNames().size(), "ops");
        figure(classes.size(), "kernel classes");
        figure(requirements.files().size(), "source files");
        figure(requirements.unregisteredNodes(), "nodes without a kernel");
        html.append("</dl>\n</header>\n<main>\n");
        unregistered();
        warnings();
        models();
        required();
        files();
        html.append("</main>\n<footer>kernels: ")
                .append(text(requirements.list().name()));
        if (!requirements.revision().isEmpty()) {
            html.append(" &middot; revision ").append(text(requirements.revision()));
        }
        html.append(" &middot; the same as data: <a href=\"report.json\">report.json</a></footer>\n<script>\n");
        html.append(resource("report.js")).append("</script>\n</body>\n</html>\n");
        return html.toString();
    }

    /** What runs the models. */
    private List<String> runtimes() {
        List<String> runtimes = new ArrayList<>();
        if (requirements.needsKernels()) {
            runtimes.add("TensorFlow " + requirements.release());
        }
        if (!requirements.liteModels().isEmpty()) {
            runtimes.add(requirements.lite().text());
        }
        return runtimes;
    }

    private void figure(int number, String what) {
        html.append("<div><dt>").append(what).append("</dt><dd>");
        html.append(number).append("</dd></div>\n");
    }

    private void unregistered() {
        if (requirements.unregistered().isEmpty()) {
            return;
        }
        html.append("<section id=\"unregistered\">\n<h2>Not registered</h2>\n");
        if (!diagnosis.shared().isEmpty()) {
            html.append("<h3>What solves several</h3>\n<ul class=\"remedies\">\n");
            diagnosis
                    .shared()
                    .forEach(shared -> html.append("<li>")
                            .append(shared.solves().size())
                            .append(" of ")
                            .append(diagnosis.problems().size())
                            .append(": ")
                            .append(text(names.render(shared.remedy().withSettings())))
                            .append("</li>\n"));
            html.append("</ul>\n");
        }
        for (DiagnosedProblem diagnosed : diagnosis.problems()) {
            Unregistered problem = diagnosed.unregistered();
            html.append("<article class=\"problem\">\n<h3><code>")
                    .append(text(problem.op()))
                    .append("</code>");
            attrs(problem.attrs());
            html.append("</h3>\n<p>")
                    .append(text(names.render(problem.why().text())))
                    .append(".</p>\n");
            if (!problem.registered().isEmpty()) {
                html.append("<p class=\"registered\">Registered here: ");
                html.append(problem.registered().stream()
                        .map(line -> "<code>" + text(line) + "</code>")
                        .collect(Collectors.joining(" ")));
                html.append("</p>\n");
            }
            if (!diagnosed.remedies().isEmpty()) {
                html.append("<h4>What to do</h4>\n<ul class=\"remedies\">\n");
                diagnosed
                        .remedies()
                        .forEach(remedy -> html.append("<li>")
                                .append(text(names.render(remedy.withSettings())))
                                .append("</li>\n"));
                html.append("</ul>\n");
            }
            uses(problem.uses());
            html.append("</article>\n");
        }
        html.append("</section>\n");
    }

    private void warnings() {
        if (requirements.warnings().isEmpty()) {
            return;
        }
        html.append("<section id=\"warnings\">\n<h2>Worth knowing</h2>\n<ul>\n");
        requirements
                .warnings()
                .forEach(warning -> html.append("<li>").append(text(warning)).append("</li>\n"));
        html.append("</ul>\n</section>\n");
    }

    private void models() {
        html.append("<section id=\"models\">\n<h2>Models</h2>\n<table>\n<thead><tr><th>Model</th><th>Inputs</th>"
                + "<th>Outputs</th><th class=\"number\">Nodes</th><th>File</th></tr></thead>\n<tbody>\n");
        for (FinalModel model : requirements.models()) {
            html.append("<tr><td><strong>").append(text(model.name())).append("</strong></td><td>");
            tensors(model.inputs());
            html.append("</td><td>");
            tensors(model.outputs());
            html.append("</td><td class=\"number\">")
                    .append(model.graph().nodes().size());
            if (model.source() != null) {
                summary("source", model.source());
                summary("final", GraphSummary.of(model.graph()).counts());
            }
            html.append("</td><td><code>").append(text(model.resourcePath())).append("</code><br>");
            if (model.lite() != null) {
                html.append("<small>")
                        .append(text(LiteSummary.of(model.lite().model()).flexLine()))
                        .append("</small><br>");
            }
            html.append("<code class=\"hash\" title=\"SHA-256\">").append(text(model.sha256()));
            html.append("</code></td></tr>\n");
        }
        html.append("</tbody>\n</table>\n</section>\n");
    }

    /** A graph in figures: as it was read, and as it is shipped. */
    private void summary(String which, GraphCounts counts) {
        html.append("<br><small>")
                .append(which)
                .append(": ")
                .append(String.format(
                        Locale.ROOT,
                        "%,d nodes of %,d ops, %,d functions, %,d parameters, %,d control edges",
                        counts.nodes(),
                        counts.ops().size(),
                        counts.functions(),
                        counts.constParameters() + counts.variableParameters(),
                        counts.controlEdges()))
                .append("</small>");
    }

    private void tensors(List<ModelTensor> tensors) {
        html.append(tensors.stream()
                .map(tensor -> "<code>" + text(tensor.name()) + "</code> <small>" + text(tensor.dtypeText()) + " "
                        + text(tensor.shapeText()) + "</small>")
                .collect(Collectors.joining("<br>")));
    }

    private void required() {
        html.append("<section id=\"requirements\">\n<h2>Required kernels</h2>\n<p><label>Filter <input type=\"search\""
                + " id=\"filter\" placeholder=\"op, dtype, class, file or model\"></label> <output id=\"shown\"></output>"
                + "</p>\n<table id=\"kernels\">\n<thead><tr><th>Op</th><th>Kernel class</th><th>Asked for by</th>"
                + "<th>Source files</th></tr></thead>\n<tbody>\n");
        for (Requirement requirement : requirements.required()) {
            html.append("<tr><td><code class=\"op\">")
                    .append(text(requirement.op()))
                    .append("</code><br>");
            attrs(requirement.attrs());
            html.append("</td><td><code>").append(text(requirement.kernelClass()));
            html.append("</code></td><td>");
            requirement
                    .reasons()
                    .forEach(reason -> html.append("<p class=\"reason\">")
                            .append(text(reason))
                            .append("</p>"));
            uses(requirement.uses());
            html.append("</td><td>");
            fileList(requirement);
            html.append("</td></tr>\n");
        }
        html.append("</tbody>\n</table>\n");
        if (!requirements.kernelFree().isEmpty()) {
            html.append("<p>Ops without a kernel: ");
            html.append(requirements.kernelFree().entrySet().stream()
                    .map(op -> "<code>" + text(op.getKey()) + "</code> (" + text(op.getValue()) + ")")
                    .collect(Collectors.joining(", ")));
            html.append(".</p>\n");
        }
        html.append("</section>\n");
    }

    private void fileList(Requirement requirement) {
        Set<String> all = new TreeSet<>(requirement.kernelFiles());
        all.addAll(requirement.opFiles());
        String first = requirement.registration().file();
        all.remove(first);
        html.append("<code>").append(text(first)).append("</code>");
        if (!all.isEmpty()) {
            html.append("<details><summary>and ").append(all.size()).append(" more</summary><ul>");
            all.forEach(file -> html.append("<li><code>").append(text(file)).append("</code></li>"));
            html.append("</ul></details>");
        }
    }

    private void files() {
        html.append("<section id=\"files\">\n<h2>Source files</h2>\n<details><summary>");
        html.append(requirements.files().size()).append(" files, as in tf_op_files.txt</summary>\n<ul>\n");
        requirements
                .files()
                .forEach(file -> html.append("<li><code>").append(text(file)).append("</code></li>\n"));
        html.append("</ul></details>\n</section>\n");
    }

    private void attrs(Map<String, String> attrs) {
        attrs.forEach((name, value) -> html.append(" <span class=\"attr\">")
                .append(text(name))
                .append("=")
                .append(text(value))
                .append("</span>"));
    }

    private void uses(Collection<NodeUse> uses) {
        if (uses.isEmpty()) {
            return;
        }
        Map<String, Long> counts =
                uses.stream().collect(Collectors.groupingBy(NodeUse::model, TreeMap::new, Collectors.counting()));
        html.append("<details><summary>");
        html.append(counts.entrySet().stream()
                .map(entry ->
                        text(entry.getKey()) + ": " + entry.getValue() + (entry.getValue() == 1 ? " node" : " nodes"))
                .collect(Collectors.joining(", ")));
        html.append("</summary><ul>");
        uses.stream()
                .limit(NODES)
                .forEach(use -> html.append("<li>").append(text(use.fullText())).append("</li>"));
        if (uses.size() > NODES) {
            html.append("<li>and ").append(uses.size() - NODES).append(" more, see report.json</li>");
        }
        html.append("</ul></details>");
    }

    private static String text(String text) {
        return Escape.html(text);
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
