package io.github.tfmobile.codegen.lite;

import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.lite.flex.AllowList;
import io.github.tfmobile.lite.flex.FlexOp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What is legal but surprising in the Flex ops of a model, one line for each kind. */
final class FlexWarnings {

    private final String model;
    private final Map<String, Seen> seen = new LinkedHashMap<>();

    /** How many operators there are of a kind, and the first. */
    private record Seen(String first, int count) {}

    FlexWarnings(String model) {
        this.model = model;
    }

    /** Looks at an op, whose NodeDef is of {@code nodeOp}. */
    void op(FlexOp flex, String nodeOp) {
        if (!flex.op().equals(flex.runs()) || !flex.op().equals(nodeOp)) {
            add(
                    "operators say of themselves which op they are in three ways, and these disagree: the custom code says "
                            + Names.quoted(flex.op()) + ", the options say " + Names.quoted(flex.runs())
                            + ", which the Flex delegate runs, and their NodeDef is of " + Names.quoted(nodeOp),
                    flex);
        }
        if (flex.furtherElements() > 0) {
            add("Flex ops have options with more than name and NodeDef; the Flex delegate reads no further", flex);
        }
        if (flex.format() != 0) {
            add(
                    "Flex ops have options whose format the schema does not know; the Flex delegate does not ask, but"
                            + " list_flex_ops stops there",
                    flex);
        }
        if (flex.outside()) {
            add(
                    "Flex ops have their options outside the FlatBuffer, where runtimes before 2.21 crash and"
                            + " list_flex_ops does not look",
                    flex);
        }
        if (!AllowList.has(flex.op())) {
            add(
                    "op " + Names.plain(flex.op())
                            + " is not among those that the converter takes as Flex ops (as of 2.21);"
                            + " the runtime does not ask that list",
                    flex);
        }
    }

    /** Variables that are read before anything assigns them, with the operators that do. */
    void readFirst(SortedMap<String, String> variables) {
        variables.forEach((variable, operator) -> add(
                "a variable of Flex ops is read before anything assigns it, and the converter writes no initialiser"
                        + " that is called: " + Names.quoted(variable),
                operator));
    }

    /** The lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        seen.forEach((kind, of) -> lines.add("model " + Names.quoted(model) + ": " + kind + ": "
                + Names.count(of.count(), "operator") + ", first " + Names.plain(of.first())));
        return lines;
    }

    private void add(String kind, FlexOp flex) {
        add(kind, flex.subgraph().text(flex.operator()));
    }

    private void add(String kind, String operator) {
        seen.merge(kind, new Seen(operator, 1), (before, one) -> new Seen(before.first(), before.count() + 1));
    }
}
