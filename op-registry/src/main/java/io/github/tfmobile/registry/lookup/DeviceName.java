package io.github.tfmobile.registry.lookup;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The device type in a node's device string (tensorflow/core/util/device_name_utils.cc, ParseFullName):
 * {@code /job:worker/replica:0/task:0/device:CPU:0} and its parts, and the older {@code /cpu:0}.
 */
final class DeviceName {

    /** The type of a node without a device, or with one that leaves the type open. */
    static final String CPU = "CPU";

    private static final String OTHER_PARTS =
            "/job:(?:\\*|[A-Za-z_][A-Za-z0-9_-]*)|/replica:(?:\\*|[0-9]+)|/task:(?:\\*|[0-9]+)";
    private static final String DEVICE_PART = "/device:(?<type>\\*|[A-Za-z_][A-Za-z0-9_]*)(?::(?:\\*|[0-9]+))?"
            + "|/(?<legacy>cpu|CPU|gpu|GPU):(?:\\*|[0-9]+)";
    private static final Pattern PART = Pattern.compile(OTHER_PARTS + "|" + DEVICE_PART);

    private DeviceName() {}

    /**
     * The device type, {@code CPU} when the name leaves it open.
     *
     * @return null for a name that is none
     */
    static @Nullable String typeOf(String device) {
        if (device.isEmpty() || device.equals("/")) {
            return CPU;
        }
        String type = CPU;
        Matcher part = PART.matcher(device);
        int position = 0;
        while (position < device.length()) {
            part.region(position, device.length());
            if (!part.lookingAt()) {
                return null;
            }
            if (part.group("legacy") != null) {
                type = part.group("legacy").toUpperCase(Locale.ROOT);
            } else if (part.group("type") != null) {
                type = part.group("type").equals("*") ? CPU : part.group("type");
            }
            position = part.end();
        }
        return type;
    }
}
