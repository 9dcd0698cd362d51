/** Large models made by program, for measurements and for tests with a small heap. */
package io.github.tfmobile.graph.benchmark;
