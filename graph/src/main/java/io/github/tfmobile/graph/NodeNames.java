package io.github.tfmobile.graph;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Nodes by name: a hash table of their numbers that compares names only where the hashes are equal. */
final class NodeNames {

    /** Where more names than this share a place, as they only do when somebody chose them so, a map takes the rest. */
    private static final int MAX_PROBES = 64;

    private final Node[] nodes;
    private final int[] hashes;
    private final int[] table; // numbers + 1
    private final Map<String, Integer> crowded;
    private final BitSet misnamed;

    /** An empty table for some of these nodes. */
    NodeNames(Node[] nodes) {
        this.nodes = nodes;
        this.hashes = new int[nodes.length];
        this.table = new int[Integer.highestOneBit(Math.max(4, nodes.length)) * 4];
        this.crowded = new HashMap<>();
        this.misnamed = new BitSet();
    }

    /** The table of other nodes that have the same names in the same order. */
    NodeNames(Node[] nodes, NodeNames same) {
        this.nodes = nodes;
        this.hashes = same.hashes;
        this.table = same.table;
        this.crowded = same.crowded;
        this.misnamed = same.misnamed;
    }

    /** Whether this is the table of others, with their names in the same order. */
    boolean hasTableOf(NodeNames other) {
        return table == other.table;
    }

    /** Whether nodes have the names of these in the same order. */
    @SuppressWarnings("ReferenceEquality") // the same node has the same name
    boolean areThoseOf(Node[] others) {
        if (others.length != nodes.length) {
            return false;
        }
        for (int i = 0; i < others.length; i++) {
            if (others[i] != nodes[i] && !others[i].name().equals(nodes[i].name())) {
                return false;
            }
        }
        return true;
    }

    /** Adds a node; gives the number of the node that has the name, which is another where there was one before. */
    int add(int node, int hash) {
        hashes[node] = hash;
        if (hash == 0 && nodes[node].name().isEmpty()) {
            misnamed.set(node);
        }
        int slot = spread(hash);
        int probes = 0;
        while (table[slot] != 0 && probes < MAX_PROBES) {
            int other = table[slot] - 1;
            if (hashes[other] == hash && nodes[other].name().equals(nodes[node].name())) {
                misnamed.set(node);
                return other;
            }
            slot = next(slot);
            probes++;
        }
        if (probes < MAX_PROBES) {
            table[slot] = node + 1;
            return node;
        }
        Integer other = crowded.putIfAbsent(nodes[node].name(), node);
        if (other != null) {
            misnamed.set(node);
            return other;
        }
        return node;
    }

    int find(String name) {
        return find(name, name.hashCode());
    }

    int find(String name, int hash) {
        int slot = spread(hash);
        for (int probes = 0; table[slot] != 0 && probes < MAX_PROBES; probes++) {
            int node = table[slot] - 1;
            if (hashes[node] == hash && nodes[node].name().equals(name)) {
                return node;
            }
            slot = next(slot);
        }
        return crowded.isEmpty() ? GraphIndex.NONE : crowded.getOrDefault(name, GraphIndex.NONE);
    }

    int hash(int node) {
        return hashes[node];
    }

    /** The nodes without name or with one that an earlier node has. */
    int[] misnamed() {
        return misnamed.stream().toArray();
    }

    private int next(int slot) {
        return (slot + 1) & (table.length - 1);
    }

    private int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & (table.length - 1);
    }
}
