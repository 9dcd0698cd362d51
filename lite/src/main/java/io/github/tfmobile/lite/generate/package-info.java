/** The resolvers of a selective build, as C++. */
@NullMarked
package io.github.tfmobile.lite.generate;

import org.jspecify.annotations.NullMarked;
