/** What the last run made of what: decides whether anything is to be done at all. */
@NullMarked
package io.github.tfmobile.engine.state;

import org.jspecify.annotations.NullMarked;
