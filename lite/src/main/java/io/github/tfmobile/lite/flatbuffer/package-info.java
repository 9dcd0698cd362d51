/** FlatBuffers, every offset checked before it is followed. */
@NullMarked
package io.github.tfmobile.lite.flatbuffer;

import org.jspecify.annotations.NullMarked;
