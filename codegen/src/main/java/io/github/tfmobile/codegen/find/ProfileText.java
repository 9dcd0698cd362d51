package io.github.tfmobile.codegen.find;

import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Target profiles in few words. */
final class ProfileText {

    private ProfileText() {}

    /** {@code ios, android (full, selective)}; {@code every platform}; {@code builds with further defines only}. */
    static String of(Collection<TargetProfile> profiles, Collection<TargetProfile> ofRelease) {
        if (profiles.isEmpty()) {
            return "builds with further defines only";
        }
        if (profiles.containsAll(ofRelease)) {
            return "every platform";
        }
        Map<Platform, Set<Types>> byPlatform = new EnumMap<>(Platform.class);
        for (TargetProfile profile : profiles) {
            byPlatform
                    .computeIfAbsent(profile.platform(), platform -> EnumSet.noneOf(Types.class))
                    .add(profile.types());
        }
        int all = Types.values().length;
        List<String> parts = new ArrayList<>();
        byPlatform.forEach((platform, types) -> parts.add(
                types.size() == all
                        ? platform.id()
                        : platform.id() + types.stream().map(Types::id).collect(Collectors.joining(", ", " (", ")"))));
        return String.join(", ", parts);
    }
}
