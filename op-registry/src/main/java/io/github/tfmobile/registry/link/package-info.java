/** Which source files must be compiled and linked for a set of registrations and ops, and lists of such files. */
@NullMarked
package io.github.tfmobile.registry.link;

import org.jspecify.annotations.NullMarked;
