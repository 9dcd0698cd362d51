package io.github.tfmobile.maven.cases;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds the names that {@code summarize} proposes against those that are right. */
@SuppressWarnings("unchecked")
final class ProposalCheck {

    private ProposalCheck() {}

    /** The faults of what is proposed. */
    static List<String> faults(Map<String, Object> expect, Path output) throws IOException {
        Map<String, Object> summary = JSON.std.mapFrom(Files.readString(output.resolve("summary/model.json")));
        List<Map<String, String>> inputs = (List<Map<String, String>>) summary.get("likelyInputs");
        List<Map<String, String>> outputs = (List<Map<String, String>>) summary.get("likelyOutputs");
        List<Map<String, String>> feeds = (List<Map<String, String>>) summary.getOrDefault("likelyFeeds", List.of());
        List<String> faults = new ArrayList<>();
        boolean nothing = inputs.isEmpty() && outputs.isEmpty();
        if (expect.containsKey("proposal")
                && !matches((Map<String, Object>) expect.get("proposal"), inputs, outputs)
                && !(expect.containsKey("proposal_or")
                        && matches((Map<String, Object>) expect.get("proposal_or"), inputs, outputs))
                && !(expect.containsKey("proposal_or_none") && nothing)) {
            faults.add("proposed is " + inputs + " -> " + outputs + " in place of " + expect.get("proposal"));
        }
        String all = "";
        for (Map<String, String> one : inputs) {
            all += " >" + one.get("name") + " " + one.get("spec");
        }
        for (Map<String, String> one : outputs) {
            all += " >" + one.get("name") + " " + one.get("spec");
        }
        for (String part : (List<String>) expect.getOrDefault("proposal_lacks", List.of())) {
            if (all.contains(part)) {
                faults.add("the proposal has " + part + ": " + all);
            }
        }
        for (String name : (List<String>) expect.getOrDefault("no_feeds", List.of())) {
            if (feeds.stream().anyMatch(feed -> name.equals(feed.get("name")))) {
                faults.add("a feed of " + name + " is proposed");
            }
        }
        return faults;
    }

    private static boolean matches(
            Map<String, Object> wanted, List<Map<String, String>> inputs, List<Map<String, String>> outputs) {
        return matches(wanted.get("inputs"), inputs) && matches(wanted.get("outputs"), outputs);
    }

    private static boolean matches(@Nullable Object wanted, List<Map<String, String>> found) {
        if (wanted == null) {
            return true;
        }
        List<Map<String, String>> left = new ArrayList<>(found);
        Collection<?> all = wanted instanceof List<?> list ? list : ((Map<?, ?>) wanted).entrySet();
        for (Object one : all) {
            if (!left.removeIf(candidate -> fits(one, candidate))) {
                return false;
            }
        }
        return left.isEmpty();
    }

    private static boolean fits(Object wanted, Map<String, String> found) {
        String name = plain(String.valueOf(found.get("name")));
        if (wanted instanceof Map.Entry<?, ?> entry) {
            String names = String.valueOf(entry.getKey());
            Object spec = entry.getValue();
            String given = String.valueOf(found.get("spec"));
            String type = given.substring(given.indexOf('=') + 1);
            return List.of(names.split("\\|", -1)).contains(name) && (type.equals(spec) || type.startsWith(spec + "["));
        }
        List<String> choices = wanted instanceof List<?> list ? (List<String>) list : List.of((String) wanted);
        return choices.stream().map(ProposalCheck::plain).anyMatch(name::equals);
    }

    private static String plain(String name) {
        return name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
    }
}
