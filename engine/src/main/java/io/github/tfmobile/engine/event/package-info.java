/** What is told while a request is worked on. */
@NullMarked
package io.github.tfmobile.engine.event;

import org.jspecify.annotations.NullMarked;
