package io.github.tfmobile.registry;

import java.util.BitSet;

/**
 * A registration and the worlds in which the preprocessor lets it through.
 *
 * @param registration the registration
 * @param worlds indices into {@link Registry#worlds()}; treat as immutable
 */
public record ConditionalRegistration(Registration registration, BitSet worlds) {}
