/** What a set of final graphs needs of a target: requirements, what is unregistered and why. */
@NullMarked
package io.github.tfmobile.codegen.requirement;

import org.jspecify.annotations.NullMarked;
