package io.github.tfmobile.registry;

import io.github.tfmobile.registry.target.PresenceCondition;

/**
 * A registration and the configurations in which the preprocessor lets it through.
 *
 * @param registration the registration
 * @param presence the configurations in which it exists, of {@link Registry#configurations()}
 */
public record ConditionalRegistration(Registration registration, PresenceCondition presence) {}
