package io.github.tfmobile.lite.model;

import io.github.tfmobile.lite.flatbuffer.DamagedException;
import io.github.tfmobile.lite.flatbuffer.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which subgraphs an operator runs: a part of its options, of which each kind keeps them in fields of its own. */
final class Calls {

    /** The fields with numbers of subgraphs, by the kind of options. */
    private static final Map<Integer, int[]> FIELDS = Map.of(
            16, new int[] {0}, // CallOptions
            92, new int[] {0, 1}, // IfOptions
            93, new int[] {0, 1}, // WhileOptions
            103, new int[] {0}); // CallOnceOptions

    /** The same for the second kind of options. */
    private static final Map<Integer, int[]> FIELDS_2 = Map.of(
            6, new int[] {1}, // StablehloReduceOptions
            7, new int[] {6}, // StablehloScatterOptions
            13, new int[] {5}, // StablehloReduceWindowOptions
            14, new int[] {2}, // StablehloSortOptions
            15, new int[] {0, 1}, // StablehloWhileOptions
            21, new int[] {1}); // StableHLOCompositeOptions

    private static final int CUSTOM_CALL = 5;
    private static final int CASE = 23;

    private Calls() {}

    /** The numbers that the options of an operator have. */
    static List<Integer> of(Table operator) {
        List<Integer> calls = new ArrayList<>();
        add(calls, operator.table(4, "the options"), FIELDS.get(operator.int8(3, 0) & 0xff));
        int kind = operator.int8(11, 0) & 0xff;
        Table second = operator.table(12, "the options");
        add(calls, second, FIELDS_2.get(kind));
        if (second != null && (kind == CUSTOM_CALL || kind == CASE)) {
            List<Integer> list = second.ints(kind == CASE ? 0 : 4, "the subgraphs");
            calls.addAll(list == null ? List.of() : list);
        }
        return List.copyOf(calls);
    }

    private static void add(List<Integer> calls, @Nullable Table options, int @Nullable [] fields) {
        if (options != null && fields != null) {
            IntStream.of(fields).forEach(field -> calls.add(options.int32(field, 0)));
        }
    }

    /** Refuses subgraphs that run themselves, directly or through others: a runtime dies of them. */
    static void check(List<Subgraph> subgraphs, List<Table> tables) {
        int[] callers = new int[subgraphs.size()];
        subgraphs.forEach(subgraph -> callees(subgraph).forEach(callee -> callers[callee]++));
        Deque<Subgraph> free = new ArrayDeque<>();
        subgraphs.stream().filter(subgraph -> callers[subgraph.index()] == 0).forEach(free::add);
        while (!free.isEmpty()) {
            callees(free.remove()).forEach(callee -> {
                if (--callers[callee] == 0) {
                    free.add(subgraphs.get(callee));
                }
            });
        }
        for (Subgraph subgraph : subgraphs) {
            if (callers[subgraph.index()] > 0) {
                throw new DamagedException(
                        "subgraph " + subgraph.index() + " is run by a subgraph that it runs itself",
                        tables.get(subgraph.index()).start());
            }
        }
    }

    private static IntStream callees(Subgraph subgraph) {
        return subgraph.operators().stream()
                .flatMap(operator -> operator.calls().stream())
                .mapToInt(Integer::intValue);
    }
}
