/** How far work has come, in Maven's log. */
@NullMarked
package io.github.tfmobile.maven.log;

import org.jspecify.annotations.NullMarked;
