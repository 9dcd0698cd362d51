package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/** Which files may define a name in their text, by the hashes that {@link DefinitionSpotter} noted. Immutable. */
final class DefinitionIndex {

    private final List<CppFile> files;

    /** For each slot the entry that was last added to it, from 1. */
    private final int[] slots;

    /** For each entry the one before it in its slot, its hash, and the place of its file. */
    private final int[] previous;

    private final int[] hashes;
    private final int[] places;

    /** The places of files that may define any name. */
    private final BitSet unclear = new BitSet();

    DefinitionIndex(List<CppFile> files) {
        this.files = files;
        int count = 0;
        for (CppFile file : files) {
            count += file.defined.length;
        }
        slots = new int[Integer.highestOneBit(count + 1) * 2];
        previous = new int[count + 1];
        hashes = new int[count + 1];
        places = new int[count + 1];
        int entry = 0;
        for (int place = 0; place < files.size(); place++) {
            CppFile file = files.get(place);
            for (int hash : file.defined) {
                entry++;
                int slot = slot(hash);
                previous[entry] = slots[slot];
                hashes[entry] = hash;
                places[entry] = place;
                slots[slot] = entry;
            }
            unclear.set(place, place + (file.definesOthers ? 1 : 0));
        }
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 15) & (slots.length - 1);
    }

    /** The files that may define a name, in their order. */
    List<CppFile> files(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        int hash = SymbolTable.hash(bytes, 0, bytes.length);
        BitSet found = (BitSet) unclear.clone();
        for (int entry = slots[slot(hash)]; entry > 0; entry = previous[entry]) {
            if (hashes[entry] == hash) {
                found.set(places[entry]);
            }
        }
        return found.stream().mapToObj(files::get).toList();
    }
}
