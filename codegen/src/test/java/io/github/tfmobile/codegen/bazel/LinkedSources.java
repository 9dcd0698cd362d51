package io.github.tfmobile.codegen.bazel;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which source files a real Bazel links into a library, read from {@code bazel aquery --output=jsonproto 'mnemonic("CppLink|CppCompile|CppArchive",
 * deps(LABEL))'}.
 */
final class LinkedSources {

    private final Map<Object, Map<String, Object>> fragments;
    private final Map<Object, Map<String, Object>> artifacts;
    private final Map<Object, Map<String, Object>> sets;
    private final Map<Object, Map<String, Object>> targets;
    private final List<Map<String, Object>> actions;

    private LinkedSources(Map<String, Object> graph) {
        fragments = byId(graph, "pathFragments");
        artifacts = byId(graph, "artifacts");
        sets = byId(graph, "depSetOfFiles");
        targets = byId(graph, "targets");
        actions = list(graph, "actions");
    }

    /** A source file and the labels of the targets whose objects of it are linked, one for each object. */
    static SortedMap<String, List<String>> of(String aquery, String label) throws IOException {
        return new LinkedSources(JSON.std.mapFrom(aquery)).of(label);
    }

    private SortedMap<String, List<String>> of(String label) {
        Map<Object, Map<String, Object>> makers = new HashMap<>();
        Set<Object> objects = new HashSet<>();
        List<Object> linked = new ArrayList<>();
        for (Map<String, Object> action : actions) {
            for (Object output : ids(action, "outputIds")) {
                makers.put(output, action);
                if (target(action).equals(label) && path(output).endsWith(".so")) {
                    linked.addAll(inputs(action));
                }
            }
        }
        for (Object input : linked) {
            Map<String, Object> maker = makers.getOrDefault(input, Map.of());
            if (isCompile(maker)) {
                objects.add(input);
            } else if (path(input).matches(".*\\.(a|lo)")) {
                objects.addAll(inputs(maker).stream()
                        .filter(object -> isCompile(makers.getOrDefault(object, Map.of())))
                        .toList());
            }
        }
        SortedMap<String, List<String>> sources = new TreeMap<>();
        for (Object object : objects) {
            Map<String, Object> compile = makers.getOrDefault(object, Map.of());
            List<Object> arguments = ids(compile, "arguments");
            String source = String.valueOf(arguments.get(arguments.indexOf("-c") + 1));
            sources.computeIfAbsent(source, unused -> new ArrayList<>()).add(target(compile));
        }
        return sources;
    }

    private static boolean isCompile(Map<String, Object> action) {
        return "CppCompile".equals(action.get("mnemonic"));
    }

    private String target(Map<String, Object> action) {
        return String.valueOf(
                targets.getOrDefault(action.get("targetId"), Map.of()).get("label"));
    }

    private String path(Object artifact) {
        StringBuilder path = new StringBuilder();
        Object fragment = artifacts.getOrDefault(artifact, Map.of()).get("pathFragmentId");
        while (fragment != null) {
            Map<String, Object> part = fragments.getOrDefault(fragment, Map.of());
            path.insert(0, "/" + part.get("label"));
            fragment = part.get("parentId");
        }
        return path.toString();
    }

    private List<Object> inputs(Map<String, Object> action) {
        List<Object> inputs = new ArrayList<>();
        Deque<Object> open = new ArrayDeque<>(ids(action, "inputDepSetIds"));
        Set<Object> seen = new HashSet<>();
        while (!open.isEmpty()) {
            Object set = open.pop();
            if (seen.add(set)) {
                Map<String, Object> content = sets.getOrDefault(set, Map.of());
                inputs.addAll(ids(content, "directArtifactIds"));
                open.addAll(ids(content, "transitiveDepSetIds"));
            }
        }
        return inputs;
    }

    private static Map<Object, Map<String, Object>> byId(Map<String, Object> graph, String name) {
        Map<Object, Map<String, Object>> byId = new HashMap<>();
        list(graph, name).forEach(entry -> byId.put(entry.get("id"), entry));
        return byId;
    }

    @SuppressWarnings("unchecked") // as the format of aquery says
    private static List<Map<String, Object>> list(Map<String, Object> graph, String name) {
        return (List<Map<String, Object>>) graph.getOrDefault(name, List.of());
    }

    @SuppressWarnings("unchecked") // as the format of aquery says
    private static List<Object> ids(Map<String, Object> entry, String name) {
        return (List<Object>) entry.getOrDefault(name, List.of());
    }

    /** Compares a library with an op list: {@code AQUERY LABEL TF_OP_FILES}. */
    public static void main(String[] args) throws IOException {
        SortedMap<String, List<String>> linked = of(Files.readString(Path.of(args[0])), args[1]);
        List<String> listed = Files.readAllLines(Path.of(args[2]));
        int once = 0;
        int byRuntime = 0;
        for (String file : listed) {
            List<String> owners = linked.getOrDefault(file, List.of());
            once += owners.size() == 1 ? 1 : 0;
            byRuntime += owners.stream().anyMatch(owner -> !owner.startsWith("//tensorflow/tfmobile")) ? 1 : 0;
        }
        int all = linked.size();
        linked.entrySet().removeIf(entry -> entry.getValue().size() == 1);
        System.out.println(args[1] + ": " + listed.size() + " listed, " + once + " linked once, " + byRuntime
                + " by the runtime, " + all + " linked in all; linked more than once: " + linked);
    }
}
