/** What is unregistered, in words, and what can be done about it. */
@NullMarked
package io.github.tfmobile.codegen.diagnosis;

import org.jspecify.annotations.NullMarked;
