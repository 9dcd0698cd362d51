/**
 * The part of a generated {@code KernelRegistry} that is the same in every build. It is Java 8 without dependencies, compiled
 * and tested here, and copied as source into the package that a user asks for; nothing of ours calls it.
 */
@NullMarked
package io.github.tfmobile.codegen.java.runtime;

import org.jspecify.annotations.NullMarked;
