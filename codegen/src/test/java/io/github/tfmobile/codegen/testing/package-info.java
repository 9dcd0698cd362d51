/** Registries and graphs that tests of this module share. */
package io.github.tfmobile.codegen.testing;
