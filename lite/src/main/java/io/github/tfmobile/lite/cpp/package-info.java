/** The little C++ that the runtime's registrations are written in. */
@NullMarked
package io.github.tfmobile.lite.cpp;

import org.jspecify.annotations.NullMarked;
