package io.github.tfmobile.graph.summary;

import java.util.BitSet;

/**
 * Parts of a graph of a training program.
 *
 * @param forward the nodes that inference may need
 * @param training the nodes that it does not need
 * @param compared those of them that serve the program, depend on labels, or compute gradients, losses and what follows
 * @param differentiated the nodes that gradients were made for
 */
record Regions(BitSet forward, BitSet training, BitSet compared, BitSet differentiated) {}
