package io.github.tfmobile.registry.link;

import io.github.tfmobile.registry.scan.result.IncludeList;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** The headers that a unit includes, by number, with the configurations in which it does. Immutable. */
final class IncludedHeaders {

    /** Those of a file that is no unit. */
    static final IncludedHeaders NONE = new IncludedHeaders();

    private record Group(BitSet headers, PresenceCondition presence) {}

    private final BitSet all = new BitSet();
    private final List<Group> groups = new ArrayList<>();
    private PresenceCondition unit = PresenceCondition.NEVER;

    private IncludedHeaders() {}

    /** @param numbers the numbers of the headers */
    static IncludedHeaders of(TranslationUnit unit, Map<String, Integer> numbers) {
        IncludedHeaders included = new IncludedHeaders();
        for (IncludeList list : unit.includes()) {
            BitSet headers = new BitSet(numbers.size());
            for (String header : list.headers()) {
                Integer number = numbers.get(header);
                if (number != null) {
                    headers.set(number);
                }
            }
            included.all.or(headers);
            included.groups.add(new Group(headers, list.presence()));
            included.unit = included.unit.or(list.presence());
        }
        return included;
    }

    /** Those of all configurations. To be read only. */
    BitSet all() {
        return all;
    }

    /** Whether a header is included in some configuration. */
    boolean contains(int header) {
        return all.get(header);
    }

    /** The configurations in which a header is included. */
    PresenceCondition presenceOf(int header) {
        PresenceCondition presence = PresenceCondition.NEVER;
        for (Group group : groups) {
            if (group.headers().get(header)) {
                presence = presence.isEmpty() ? group.presence() : presence.or(group.presence());
            }
        }
        return presence;
    }

    /** The configurations that the unit was gone through for. */
    PresenceCondition ofUnit() {
        return unit;
    }
}
