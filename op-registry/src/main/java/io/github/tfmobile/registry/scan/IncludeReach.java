package io.github.tfmobile.registry.scan;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds out which files have text that may register, in themselves or in what they include in whatever world. */
final class IncludeReach {

    private IncludeReach() {}

    /** Indices of these files. One whose include is computed by a macro counts, since it may include anything. */
    static BitSet of(List<SourceFile> files) {
        Map<SourceFile, BitSet> includers = new HashMap<>();
        Map<Integer, SourceFile> byIndex = new HashMap<>();
        BitSet reaching = new BitSet();
        Deque<SourceFile> open = new ArrayDeque<>();
        for (SourceFile file : files) {
            byIndex.put(file.index, file);
            boolean registers = file.facts.callsApi();
            for (Item item : file.items) {
                registers |= item.kind == Item.Kind.TOKENS || (item.kind == Item.Kind.INCLUDE && item.target == null);
                if (item.target != null) {
                    includers.computeIfAbsent(item.target, t -> new BitSet()).set(file.index);
                }
            }
            if (registers) {
                reaching.set(file.index);
                open.add(file);
            }
        }
        while (!open.isEmpty()) {
            BitSet from = includers.getOrDefault(open.remove(), new BitSet());
            from.stream().filter(index -> !reaching.get(index)).forEach(index -> {
                reaching.set(index);
                SourceFile file = byIndex.get(index);
                if (file != null) {
                    open.add(file);
                }
            });
        }
        return reaching;
    }
}
