/** What one TensorFlow source tree offers: op definitions and kernel registrations. */
@NullMarked
package io.github.tfmobile.registry;

import org.jspecify.annotations.NullMarked;
