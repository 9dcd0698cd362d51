/** The situations of users under {@code testing/cases}, run through the goals as Maven runs them. */
@NullMarked
package io.github.tfmobile.maven.cases;

import org.jspecify.annotations.NullMarked;
