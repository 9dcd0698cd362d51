package io.github.tfmobile.codegen.output;

import io.github.tfmobile.codegen.requirement.Requirements;
import org.jspecify.annotations.Nullable;

/**
 * What outputs are made from.
 *
 * @param requirements what the final models require of the target, and what is unregistered there
 * @param javaPackage the package of generated Java; null when no Java is asked for
 */
public record OutputRequest(
        Requirements requirements, @Nullable String javaPackage) {}
