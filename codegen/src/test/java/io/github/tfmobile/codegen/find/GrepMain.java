package io.github.tfmobile.codegen.find;

import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what {@code grep} prints with what is found, for all ops of a release: {@code GrepMain TREE RELEASE}. It reads the
 * output of {@code grep -nE 'REGISTER.*"[A-Za-z0-9_]+"' tensorflow/core/kernels/*.cc}, run in the tree.
 */
public final class GrepMain {

    private static final Pattern PRINTED = Pattern.compile("(\\S+?):(\\d+):(.*)");

    private GrepMain() {}

    /** Prints the numbers; fails when grep prints a line that is not found. */
    public static void main(String[] args) throws Exception {
        Registry registry = BundledRegistries.load(args[1]);
        Target target = Target.of(Platform.ANDROID, Types.DEFAULT);
        OpFinder finder = OpFinder.of(registry, target, KernelList.available());
        FindResult result = finder.withLines(finder.find(FindQuery.op("*"), OpHistories.NONE), Path.of(args[0]));
        Map<String, Set<String>> printed = printed(registry.registeredOps().keySet());
        SortedSet<String> missing = new TreeSet<>();
        Counts counts = new Counts();
        for (FoundOp op : result.ops()) {
            Set<String> grep = new HashSet<>(printed.getOrDefault(op.def().getName(), Set.of()));
            counts.add(op, grep);
            op.lines().forEach(line -> grep.remove(line.file() + ":" + line.line()));
            grep.forEach(line -> missing.add(op.def().getName() + " " + line));
        }
        counts.print();
        if (!missing.isEmpty()) {
            throw new AssertionError("grep prints what is not found: " + missing);
        }
    }

    private static Map<String, Set<String>> printed(Set<String> ops) throws Exception {
        Map<String, Set<String>> printed = new HashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            Matcher line = PRINTED.matcher(text);
            if (line.matches()) {
                for (String op : line.group(3).split("\"", -1)) {
                    if (ops.contains(op) && line.group(3).matches(".*REGISTER.*\"" + op + "\".*")) {
                        printed.computeIfAbsent(op, key -> new HashSet<>()).add(line.group(1) + ":" + line.group(2));
                    }
                }
            }
        }
        return printed;
    }

    private static final class Counts {

        private int printed;
        private int kernels;
        private int excluded;
        private int macros;
        private int others;
        private int places;
        private int unseen;
        private int ops;
        private int unseenOps;

        private void add(FoundOp op, Set<String> grep) {
            SortedSet<String> registering = new TreeSet<>();
            op.kernels()
                    .forEach(kernel -> registering.add(kernel.registration().file() + ":"
                            + kernel.registration().line()));
            printed += grep.size();
            op.lines().stream()
                    .filter(line -> grep.contains(line.file() + ":" + line.line()))
                    .forEach(line -> {
                        if (line.excludedBy() != null) {
                            excluded++;
                        } else if (op.registers(line)) {
                            kernels++;
                        } else if (!line.macro().isEmpty()) {
                            macros++;
                        } else {
                            others++;
                        }
                    });
            places += registering.size();
            unseen += (int)
                    registering.stream().filter(place -> !grep.contains(place)).count();
            ops += registering.isEmpty() ? 0 : 1;
            unseenOps += !registering.isEmpty() && grep.isEmpty() ? 1 : 0;
        }

        private void print() {
            System.out.printf(
                    "grep prints %d lines, found are %d: %d register kernels, %d stand in macros,"
                            + " %d are in no build for android, %d register none%n",
                    printed, kernels + macros + excluded + others, kernels, macros, excluded, others);
            System.out.printf(
                    "kernels are registered at %d lines, %d of them not printed by grep; of %d ops it prints nothing of %d%n",
                    places, unseen, ops, unseenOps);
        }
    }
}
