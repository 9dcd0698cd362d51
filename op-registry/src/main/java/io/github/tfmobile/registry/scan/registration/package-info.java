/** Reads kernel registrations and op definitions from preprocessed text. */
@NullMarked
package io.github.tfmobile.registry.scan.registration;

import org.jspecify.annotations.NullMarked;
