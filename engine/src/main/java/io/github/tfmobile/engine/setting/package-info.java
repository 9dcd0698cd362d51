/** All settings that a user can make, and what a user made of them. */
@NullMarked
package io.github.tfmobile.engine.setting;

import org.jspecify.annotations.NullMarked;
