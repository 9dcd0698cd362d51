package io.github.tfmobile.graph;

/**
 * One entry of a node's {@code input} list: {@code node}, {@code node:port} or {@code ^node}
 * (tensorflow/core/framework/node_def.proto).
 *
 * @param node the name of the node that is read
 * @param port its output, from 0, or {@link #CONTROL}
 */
public record NodeInput(String node, int port) {

    /** The port of a control input. */
    public static final int CONTROL = -1;

    /** Reads an entry; a suffix that is no port number belongs to the name. */
    public static NodeInput parse(String text) {
        if (text.startsWith("^")) {
            return new NodeInput(text.substring(1), CONTROL);
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0 || colon == text.length() - 1 || text.length() - colon > 9) {
            return new NodeInput(text, 0);
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return new NodeInput(text, 0);
            }
            port = port * 10 + digit;
        }
        return new NodeInput(text.substring(0, colon), port);
    }

    /** The control input from a node. */
    public static NodeInput control(String node) {
        return new NodeInput(node, CONTROL);
    }

    /** Whether this orders execution only and carries no tensor. */
    public boolean isControl() {
        return port == CONTROL;
    }

    // As a record has them by itself, but that these are fast from the first call on: tensors are looked up all over.

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeInput input && port == input.port && node.equals(input.node);
    }

    @Override
    public int hashCode() {
        return 31 * node.hashCode() + port;
    }

    /** The entry as TensorFlow writes it, port 0 left out. */
    @Override
    public String toString() {
        return switch (port) {
            case CONTROL -> "^" + node;
            case 0 -> node;
            default -> node + ":" + port;
        };
    }
}
