/** What a scan of a source tree finds. */
@NullMarked
package io.github.tfmobile.registry.scan.result;

import org.jspecify.annotations.NullMarked;
