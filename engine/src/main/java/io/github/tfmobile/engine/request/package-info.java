/** What is asked of the engine: as a user says it, and read and checked. */
@NullMarked
package io.github.tfmobile.engine.request;

import org.jspecify.annotations.NullMarked;
