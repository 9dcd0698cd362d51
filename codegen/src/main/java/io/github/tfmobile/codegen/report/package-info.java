/** The report of a check: as JSON for programs and as a page for readers. */
@NullMarked
package io.github.tfmobile.codegen.report;

import org.jspecify.annotations.NullMarked;
