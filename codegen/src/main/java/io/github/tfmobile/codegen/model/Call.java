package io.github.tfmobile.codegen.model;

/**
 * One step into the function library.
 *
 * @param node the node that calls
 * @param op its op: {@code While}, {@code PartitionedCall}, or the function's own name
 * @param function the function it calls
 */
public record Call(String node, String op, String function) {}
