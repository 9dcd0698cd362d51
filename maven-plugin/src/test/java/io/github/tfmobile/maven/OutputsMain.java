package io.github.tfmobile.maven;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.maven.plugin.Mojo;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Runs every goal over the corpus and over folders of cases in this one process and hashes all that comes out; see
 * outputs.sh. A goal gets its parameters as Maven would give them, from the plugin's descriptor, so that this program
 * knows nothing of the plugin but its goals and properties and can run any build of it.
 */
public final class OutputsMain {

    private static final List<String> RECIPES = List.of("shrink-rounded", "shrink-quantized", "eight-bit");
    private static final Pattern ARGUMENT = Pattern.compile("--(\\w+)=('[^']*'|\\S*)");

    private final Map<String, Goal> goals;
    private final Path output;
    private final Map<String, String> hashes = new TreeMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();

    private OutputsMain(Map<String, Goal> goals, Path output) {
        this.goals = goals;
        this.output = output;
        places.put(output.toString(), "<output>");
    }

    /** {@code OUTPUT CORPUS [CASES...]}: prints one line for each file. */
    public static void main(String[] args) throws Exception {
        OutputsMain outputs =
                new OutputsMain(Goal.all(), Path.of(args[0]).toAbsolutePath().normalize());
        outputs.corpus(Path.of(args[1]).toAbsolutePath().normalize());
        for (int i = 2; i < args.length; i++) {
            outputs.cases(Path.of(args[i]).toAbsolutePath().normalize());
        }
        outputs.hashes.forEach((file, hash) -> System.out.println(hash + "  " + file));
    }

    private void corpus(Path corpus) throws Exception {
        places.put(corpus.toString(), "<corpus>");
        for (Path folder : caseFolders(corpus)) {
            Map<String, Object> description = json(folder);
            String name = corpus.relativize(folder).toString();
            switch (corpus.relativize(folder).getName(0).toString()) {
                case "tf1" -> training(folder, name, description);
                case "saved_model" -> savedModel(folder, name, description);
                case "transforms" -> transforms(folder, name, description);
                case "bad_inputs" -> bad(folder, name, description);
                default -> throw new IOException("Unknown kind of case: " + folder);
            }
        }
    }

    private void training(Path folder, String name, Map<String, Object> description) throws Exception {
        Map<?, ?> files = (Map<?, ?>) description.get("files");
        Map<String, String> settings = new TreeMap<>();
        settings.put(
                "checkpoint",
                folder.resolve((String) files.get("checkpoint_prefix")).toString());
        settings.put("inputs", names(description.get("inputs"), "name"));
        settings.put("outputs", names(description.get("outputs"), "name"));
        if (files.get("meta_graph") != null) {
            run(name, "freeze", "meta-graph", with(settings, "metaGraph", folder.resolve((String)
                    files.get("meta_graph"))));
        }
        settings.put("graph", folder.resolve((String) files.get("graph_pb")).toString());
        allGoals(name, settings);
    }

    private void savedModel(Path folder, String name, Map<String, Object> description) throws Exception {
        Map<String, String> settings =
                Map.of("savedModel", folder.resolve("saved_model").toString());
        int graphs = 0;
        for (Object graph : (List<?>) description.get("meta_graphs")) {
            String tags = String.join(",", strings(((Map<?, ?>) graph).get("tags")));
            Map<String, String> tagged = with(settings, "tags", tags);
            Set<?> signatures = new TreeSet<>(((Map<?, ?>) ((Map<?, ?>) graph).get("signatures")).keySet());
            for (Object signature : signatures) {
                run(name, "transform", tags + "-" + signature, with(tagged, "signature", signature));
            }
            if (graphs++ == 0) {
                boolean standard = signatures.contains("serving_default");
                String all = String.join(",", strings(new ArrayList<>(signatures)));
                allGoals(name, standard ? tagged : with(tagged, "signature", all));
            }
        }
    }

    private void transforms(Path folder, String name, Map<String, Object> description) throws Exception {
        String transforms = (String) description.get("transforms");
        for (String file : strings(description.get("files"))) {
            transforms = transforms.replace(file, folder.resolve(file).toString());
        }
        Map<String, String> settings = new TreeMap<>();
        settings.put("graph", folder.resolve("in.pb").toString());
        settings.put("inputs", String.join(",", strings(description.get("inputs"))));
        settings.put("outputs", String.join(",", strings(description.get("outputs"))));
        settings.put("failOnUnregistered", "false");
        run(name, "transform", "deploy", settings);
        settings.put("transforms", transforms);
        run(name, "transform", "transforms", settings);
        run(name, "generate", "generate", settings);
        run(name, "summarize", "summarize", settings);
    }

    private void bad(Path folder, String name, Map<String, Object> description) throws Exception {
        int index = 0;
        for (Object run : (List<?>) description.get("runs")) {
            Map<String, String> settings = new TreeMap<>();
            Matcher argument = ARGUMENT.matcher((String) ((Map<?, ?>) run).get("args"));
            while (argument.find()) {
                String value = argument.group(2).replace("'", "");
                switch (argument.group(1)) {
                    case "input_graph", "in_graph", "graphs" ->
                        settings.put("graph", folder.resolve(value).toString());
                    case "input_checkpoint" ->
                        settings.put("checkpoint", folder.resolve(value).toString());
                    case "input_saved_model_dir" ->
                        settings.put("savedModel", folder.resolve(value).toString());
                    case "input_meta_graph" ->
                        settings.put("metaGraph", folder.resolve(value).toString());
                    case "output_node_names", "outputs" -> settings.put("outputs", value);
                    case "inputs" -> settings.put("inputs", value);
                    case "transforms" -> settings.put("transforms", value);
                    default -> {}
                }
            }
            for (String goal : List.of("freeze", "transform", "check", "summarize")) {
                run(name, goal, index + "-" + goal, settings);
            }
            index++;
        }
    }

    private void allGoals(String name, Map<String, String> settings) throws Exception {
        run(name, "freeze", "freeze", settings);
        run(name, "freeze", "functional", with(settings, "lowerControlFlow", "false"));
        run(name, "transform", "deploy", settings);
        for (String recipe : RECIPES) {
            run(name, "transform", recipe, with(settings, "recipe", recipe));
        }
        run(name, "check", "check-ios", with(settings, "platform", "ios"));
        run(name, "check", "check-stock", with(with(settings, "platform", "android"), "kernels", "stock"));
        run(name, "summarize", "summarize", settings);
        Map<String, String> lenient = with(settings, "failOnUnregistered", "false");
        run(name, "report", "report", lenient);
        run(name, "generate", "generate-pi", with(lenient, "platform", "raspberry-pi"));
        run(name, "generate", "generate-2.6", with(with(lenient, "platform", "android"), "tensorflowVersion", "2.6.0"));
        run(name, "prepare", "prepare", with(lenient, "javaPackage", "com.example.models"));
    }

    private void cases(Path cases) throws Exception {
        places.put(cases.toString(), "<cases>");
        for (Path folder : caseFolders(cases)) {
            Map<String, Object> description = json(folder);
            if (!description.containsKey("runs")) {
                continue;
            }
            int index = 0;
            for (Object run : (List<?>) description.get("runs")) {
                Map<String, String> settings = new TreeMap<>();
                properties(folder, description, settings);
                properties(folder, (Map<?, ?>) run, settings);
                Object goal = ((Map<?, ?>) run).get("goal");
                run(
                        "cases/" + folder.getFileName(),
                        (String) (goal == null ? description.get("goal") : goal),
                        "" + index++,
                        settings);
            }
        }
    }

    /** Adds the properties; what names something in the case's folder becomes its path, an empty value takes one away. */
    private static void properties(Path folder, Map<?, ?> from, Map<String, String> settings) {
        Object properties = from.get("properties");
        if (properties == null) {
            return;
        }
        ((Map<?, ?>) properties).forEach((property, given) -> {
            String key = ((String) property).substring("tfmobile.".length());
            String value = (String) given;
            boolean path = List.of(
                                    "graph",
                                    "checkpoint",
                                    "metaGraph",
                                    "savedModel",
                                    "tflite",
                                    "registryFile",
                                    "tensorflowRoot")
                            .contains(key)
                    || (key.equals("kernels") && Files.exists(folder.resolve(value)));
            settings.put(key, path ? folder.resolve(value).toString() : value);
            if (value.isEmpty()) {
                settings.remove(key);
            }
        });
    }

    private void run(String name, String goal, String run, Map<String, String> settings) throws Exception {
        Path folder = output.resolve(name).resolve(run);
        Files.createDirectories(folder);
        List<String> messages = new ArrayList<>();
        Goal known = goals.get(goal);
        if (known == null) {
            messages.add("no goal " + goal);
        } else {
            Mojo mojo = known.mojo(with(settings, "outputDirectory", folder));
            mojo.setLog(new Messages(messages, goal.equals("summarize")));
            try {
                mojo.execute();
            } catch (Exception | StackOverflowError | OutOfMemoryError e) {
                messages.add("failed: " + e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
        try (BufferedWriter writer = Files.newBufferedWriter(folder.resolve("messages.txt"))) {
            for (String message : messages) {
                writer.write(withoutPlaces(message));
                writer.write('\n');
            }
        }
        hash(folder, name + "/" + run);
    }

    private void hash(Path folder, String name) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String relative = folder.relativize(file).toString();
                // The state has times of files; it is no output.
                if (!relative.startsWith(".")) {
                    hashes.put(name + "/" + relative, hash(file));
                }
            }
        }
    }

    private String hash(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        if (file.toString().endsWith(".pb")) {
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        } else {
            digest.update(withoutPlaces(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private String withoutPlaces(String text) {
        for (Map.Entry<String, String> place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
        }
        return text;
    }

    private static List<Path> caseFolders(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith("case.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, Object> json(Path folder) throws IOException {
        return JSON.std.mapFrom(Files.readString(folder.resolve("case.json")));
    }

    private static List<String> strings(Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static String names(Object list, String key) {
        return ((List<?>) list)
                .stream().map(one -> (String) ((Map<?, ?>) one).get(key)).collect(Collectors.joining(","));
    }

    private static Map<String, String> with(Map<String, String> settings, String key, Object value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(key, value.toString());
        return more;
    }

    /** Collects warnings and errors, and what summarize says. */
    private static final class Messages extends SystemStreamLog {
        private final List<String> messages;
        private final boolean all;

        Messages(List<String> messages, boolean all) {
            this.messages = messages;
            this.all = all;
        }

        @Override
        public boolean isInfoEnabled() {
            return all; // without it there are no lines of progress, which have times
        }

        @Override
        public void debug(CharSequence text) {}

        @Override
        public void info(CharSequence text) {
            if (all) {
                messages.add("info: " + text);
            }
        }

        @Override
        public void warn(CharSequence text) {
            messages.add("warning: " + text);
        }

        @Override
        public void error(CharSequence text) {
            messages.add("error: " + text);
        }
    }

    /** A goal of the plugin: its class, and for each parameter the property and the default that the descriptor has. */
    private record Goal(String implementation, List<Parameter> parameters) {

        record Parameter(String name, String property, String standard) {}

        static Map<String, Goal> all() throws Exception {
            Map<String, Goal> goals = new TreeMap<>();
            try (InputStream in = OutputsMain.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
                Element plugin = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(in)
                        .getDocumentElement();
                for (Element mojo : elements(plugin.getElementsByTagName("mojo"))) {
                    List<Parameter> parameters = new ArrayList<>();
                    Element configuration =
                            elements(mojo.getElementsByTagName("configuration")).get(0);
                    for (Element parameter : elements(configuration.getChildNodes())) {
                        String text = parameter.getTextContent();
                        String property = text.startsWith("${tfmobile.")
                                ? text.substring("${tfmobile.".length(), text.length() - 1)
                                : "";
                        parameters.add(new Parameter(
                                parameter.getTagName(), property, parameter.getAttribute("default-value")));
                    }
                    goals.put(text(mojo, "goal"), new Goal(text(mojo, "implementation"), parameters));
                }
            }
            return goals;
        }

        Mojo mojo(Map<String, String> settings) throws Exception {
            Class<?> type = Class.forName(implementation);
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Mojo mojo = (Mojo) constructor.newInstance();
            for (Parameter parameter : parameters) {
                String value = settings.getOrDefault(parameter.property(), parameter.standard());
                if (!value.isEmpty() && !value.startsWith("${")) {
                    set(mojo, type, parameter.name(), value);
                }
            }
            return mojo;
        }

        private static void set(Object mojo, Class<?> type, String name, String value) throws Exception {
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                for (Field field : at.getDeclaredFields()) {
                    if (field.getName().equals(name)) {
                        field.setAccessible(true);
                        field.set(mojo, convert(field.getType(), value));
                        return;
                    }
                }
            }
            throw new NoSuchFieldException(name);
        }

        private static Object convert(Class<?> type, String value) {
            if (type == boolean.class || type == Boolean.class) {
                return Boolean.valueOf(value);
            } else if (type == File.class) {
                return new File(value);
            } else if (type == Path.class) {
                return Path.of(value);
            } else if (type == List.class) {
                return List.of(value.split(","));
            }
            return value;
        }

        private static String text(Element element, String tag) {
            return elements(element.getElementsByTagName(tag)).get(0).getTextContent();
        }

        private static List<Element> elements(NodeList nodes) {
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                if (nodes.item(i) instanceof Element element) {
                    elements.add(element);
                }
            }
            return elements;
        }
    }
}
