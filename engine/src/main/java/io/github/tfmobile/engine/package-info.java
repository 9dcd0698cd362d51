/** The product without Maven: one request in, one result out. */
@NullMarked
package io.github.tfmobile.engine;

import org.jspecify.annotations.NullMarked;
