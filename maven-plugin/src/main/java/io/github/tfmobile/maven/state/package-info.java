/** What the last run made of what: decides whether anything is to be done at all. */
@NullMarked
package io.github.tfmobile.maven.state;

import org.jspecify.annotations.NullMarked;
