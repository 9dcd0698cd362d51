package io.github.tfmobile.registry;

import io.github.tfmobile.registry.target.PresenceCondition;

/**
 * A source file that another one does not link without.
 *
 * @param file the file that is needed, relative to the root of the tree, with {@code /}
 * @param symbol one of the names that it defines and the other one uses
 * @param header the header that declares the name to both
 * @param presence the configurations in which it is needed
 */
public record LinkDependency(String file, String symbol, String header, PresenceCondition presence) {}
