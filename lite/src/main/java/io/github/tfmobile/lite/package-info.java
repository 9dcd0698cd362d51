/**
 * TensorFlow Lite: reading models, what the runtimes register, and the resolvers of a selective build. Knows no protocol
 * buffers of TensorFlow; what they encode is handed on as bytes.
 */
@NullMarked
package io.github.tfmobile.lite;

import org.jspecify.annotations.NullMarked;
