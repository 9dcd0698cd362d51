package io.github.tfmobile.graph.summary;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.common.text.Json;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How large a graph is, and of what: the figures of a summary, without its lists.
 *
 * @param nodes nodes in the graph itself
 * @param functions functions in the library
 * @param constParameters elements of all Const nodes
 * @param variableParameters elements of all variables whose shape is known
 * @param controlEdges control inputs of all nodes
 * @param ops nodes by op, functions included
 */
public record GraphCounts(
        long nodes,
        long functions,
        long constParameters,
        long variableParameters,
        long controlEdges,
        SortedMap<String, Long> ops) {

    /** Copies the map. */
    public GraphCounts {
        ops = Collections.unmodifiableSortedMap(new TreeMap<>(ops));
    }

    /** The figures by name, in a fixed order. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("nodes", nodes);
        json.put("functions", functions);
        json.put("constParameters", constParameters);
        json.put("variableParameters", variableParameters);
        json.put("controlEdges", controlEdges);
        json.put("ops", ops);
        return json;
    }

    /** As text on one line, which {@link #parse} reads. */
    public String text() {
        return Json.line(json());
    }

    /** The figures in a text; null when it is none. */
    public static @Nullable GraphCounts parse(String text) {
        try {
            Map<String, Object> json = JSON.std.mapFrom(text);
            SortedMap<String, Long> ops = new TreeMap<>();
            if (json.get("ops") instanceof Map<?, ?> map) {
                map.forEach((op, count) -> ops.put(String.valueOf(op), number(count)));
            }
            return new GraphCounts(
                    number(json.get("nodes")),
                    number(json.get("functions")),
                    number(json.get("constParameters")),
                    number(json.get("variableParameters")),
                    number(json.get("controlEdges")),
                    ops);
        } catch (IOException e) {
            return null;
        }
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
