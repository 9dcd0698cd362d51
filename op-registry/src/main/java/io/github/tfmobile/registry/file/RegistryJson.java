package io.github.tfmobile.registry.file;

import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.text.Json;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.target.TargetProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The registrations of a registry as JSON lines, for other tools. */
public final class RegistryJson {

    private RegistryJson() {}

    /**
     * Writes one JSON object a line for each registration, in the order of files and lines: op, device, label,
     * priority, constraints (attr and allowed values), host (args in host memory), class (kernel class text), file,
     * line and profiles (those in which it exists without further defines; none for a registration that only a define
     * brings in).
     *
     * @throws IOException when it cannot be written
     */
    public static OutputFile.Written write(Registry registry, Path file) throws IOException {
        try (OutputFile out = OutputFile.open(file)) {
            for (ConditionalRegistration registration : registry.registrations()) {
                String line = line(registration.registration(), registry.profilesOf(registration)) + "\n";
                out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            }
            return out.commit();
        }
    }

    /** One line, without its end. */
    static String line(Registration registration, List<TargetProfile> profiles) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("op", registration.op());
        object.put("device", registration.device());
        object.put("label", registration.label());
        object.put("priority", registration.priority());
        object.put(
                "constraints",
                registration.constraints().stream()
                        .map(constraint -> List.of(constraint.attr(), constraint.allowed()))
                        .toList());
        object.put("host", registration.hostMemory());
        object.put("class", registration.kernelClass());
        object.put("file", registration.file());
        object.put("line", registration.line());
        object.put("profiles", profiles.stream().map(TargetProfile::id).toList());
        return Json.line(object);
    }
}
