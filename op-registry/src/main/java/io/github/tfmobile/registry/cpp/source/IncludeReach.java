package io.github.tfmobile.registry.cpp.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
        Map<CppFile, List<CppFile>> includers = new HashMap<>();
        BitSet reaching = new BitSet();
        Deque<CppFile> open = new ArrayDeque<>();
        for (CppFile file : files) {
            boolean registers = file.callsApi();
            for (SourceFragment item : file.items) {
                registers |= item.kind == SourceFragment.Kind.TOKENS
                        || (item.kind == SourceFragment.Kind.INCLUDE && item.target == null);
                if (item.target != null) {
                    includers
                            .computeIfAbsent(item.target, target -> new ArrayList<>())
                            .add(file);
                }
            }
            if (registers) {
                reaching.set(file.index);
                open.add(file);
            }
        }
        while (!open.isEmpty()) {
            for (CppFile includer : includers.getOrDefault(open.remove(), List.of())) {
                if (!reaching.get(includer.index)) {
                    reaching.set(includer.index);
                    open.add(includer);
                }
            }
        }
        return reaching;
    }
}
