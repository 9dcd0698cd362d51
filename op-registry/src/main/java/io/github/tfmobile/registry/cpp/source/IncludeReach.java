package io.github.tfmobile.registry.cpp.source;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds out which files have text that may register, in themselves or in what they include in whatever configuration. */
public final class IncludeReach {

    private IncludeReach() {}

    /** Indices of these files. One whose include is computed by a macro counts, since it may include anything. */
    public static BitSet of(List<CppFile> files) {
        Map<CppFile, BitSet> includers = new HashMap<>();
        Map<Integer, CppFile> byIndex = new HashMap<>();
        BitSet reaching = new BitSet();
        Deque<CppFile> open = new ArrayDeque<>();
        for (CppFile file : files) {
            byIndex.put(file.index, file);
            boolean registers = file.callsApi();
            for (SourceFragment item : file.items) {
                registers |= item.kind == SourceFragment.Kind.TOKENS
                        || (item.kind == SourceFragment.Kind.INCLUDE && item.target == null);
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
                CppFile file = byIndex.get(index);
                if (file != null) {
                    open.add(file);
                }
            });
        }
        return reaching;
    }
}
