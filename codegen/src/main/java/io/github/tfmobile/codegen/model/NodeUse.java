package io.github.tfmobile.codegen.model;

import io.github.tfmobile.codegen.text.Names;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A node that asks for something.
 *
 * @param model the model it is in
 * @param path the calls that lead to it, outermost first; empty for a node of the graph itself
 * @param node its name, in the function that the last call is of
 */
public record NodeUse(String model, List<Call> path, String node) {

    /** Copies the list. */
    public NodeUse {
        path = List.copyOf(path);
    }

    /** The node of the graph itself through which this one is reached: the node or the outermost caller. */
    public String topNode() {
        return path.isEmpty() ? node : path.get(0).node();
    }

    /**
     * {@code "Less" in function "cond_4" (called by While "loop")}; plain {@code "Less"} for a node of the graph. Very
     * long names are shortened.
     */
    public String text() {
        return text(Names::plain);
    }

    /** The same with each name as long as it is. */
    public String fullText() {
        return text(Names::full);
    }

    private String text(UnaryOperator<String> name) {
        UnaryOperator<String> quoted = each -> "\"" + name.apply(each) + "\"";
        if (path.isEmpty()) {
            return quoted.apply(node);
        }
        String callers = path.stream()
                .map(call -> call.op().equals(call.function())
                        ? quoted.apply(call.node())
                        : name.apply(call.op()) + " " + quoted.apply(call.node()))
                .collect(Collectors.joining(" > "));
        return quoted.apply(node) + " in function "
                + quoted.apply(path.get(path.size() - 1).function()) + " (called by " + callers + ")";
    }
}
