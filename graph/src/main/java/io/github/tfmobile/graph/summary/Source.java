package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.NodeInput;

/**
 * A tensor that a model's values come from at run time.
 *
 * @param node its node, by number
 * @param tensor its name
 * @param kind what gives the value
 */
record Source(int node, NodeInput tensor, Kind kind) {

    /** What gives a value at run time. */
    enum Kind {
        /** Whoever runs the graph. */
        FED("fed by whoever runs the graph"),
        /** A queue, an iterator or a reader of records, which nothing fills in an app. */
        PIPELINE("nothing fills it in an app"),
        /** A file, whose name is a constant as a rule. */
        FILE("the content of a file"),
        /** A generator of random numbers. */
        RANDOM("random numbers; feed it for the same result each time"),
        /** A variable that stands where a layer has its data. */
        VARIABLE("a variable that stands where a layer has its data");

        private final String reason;

        Kind(String reason) {
            this.reason = reason;
        }

        /** What to say of such a source behind its op. */
        String reason() {
            return reason;
        }
    }

    int port() {
        return tensor.port();
    }
}
