/** What may be wrong with registries, source trees and libraries. */
@NullMarked
package io.github.tfmobile.registry.problem;

import org.jspecify.annotations.NullMarked;
