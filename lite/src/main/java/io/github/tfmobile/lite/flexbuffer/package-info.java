/** FlexBuffers, the untyped values in which custom ops keep their options. */
@NullMarked
package io.github.tfmobile.lite.flexbuffer;

import org.jspecify.annotations.NullMarked;
