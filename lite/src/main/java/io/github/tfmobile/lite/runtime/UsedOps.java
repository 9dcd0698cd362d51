package io.github.tfmobile.lite.runtime;

import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.OperatorCode;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ops of several models, with the versions that they ask for.
 *
 * @param builtin by the name of the schema
 * @param custom by name, without Flex ops
 */
public record UsedOps(SortedMap<String, VersionRange> builtin, SortedMap<String, VersionRange> custom) {

    /** All that models declare, as a runtime of TensorFlow Lite looks it up. */
    public static UsedOps declared(Collection<LiteModel> models) {
        UsedOps ops = new UsedOps(new TreeMap<>(), new TreeMap<>());
        models.forEach(model -> model.operatorCodes().forEach(ops::add));
        return ops;
    }

    /** What operators use, as a runtime of TensorFlow Lite for Microcontrollers looks it up. */
    public static UsedOps used(Collection<LiteModel> models) {
        UsedOps ops = new UsedOps(new TreeMap<>(), new TreeMap<>());
        for (LiteModel model : models) {
            List<OperatorCode> codes = model.operatorCodes();
            model.subgraphs().stream()
                    .flatMap(subgraph -> subgraph.operators().stream())
                    .mapToInt(operator -> operator.code())
                    .distinct()
                    .forEach(code -> ops.add(codes.get(code)));
        }
        return ops;
    }

    private void add(OperatorCode code) {
        if (!code.flex()) {
            VersionRange version = new VersionRange(code.version(), code.version());
            (code.custom() == null ? builtin : custom).merge(code.name(), version, VersionRange::with);
        }
    }
}
