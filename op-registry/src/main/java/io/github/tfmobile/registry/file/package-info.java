/** Registry files: how a registry is stored, and the registries of releases that come with the program. */
@NullMarked
package io.github.tfmobile.registry.file;

import org.jspecify.annotations.NullMarked;
