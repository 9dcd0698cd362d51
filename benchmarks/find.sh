#!/bin/sh
# Compares the guide's way to locate an implementation, grep 'REGISTER.*"Mul"' tensorflow/core/kernels/*.cc, with tfmobile:find,
# for all ops of a release at once. Fails when grep prints a line that is not found.
#   benchmarks/find.sh TREE RELEASE
# TREE: the sources of the release, of which there must be a bundled registry. CLASSPATH holds the classes of module codegen, its
# tests and their dependencies.
set -eu
tree=$(cd "$1" && pwd)
(cd "$tree" && grep -nE 'REGISTER.*"[A-Za-z0-9_]+"' tensorflow/core/kernels/*.cc) |
    java -cp "$CLASSPATH" io.github.tfmobile.codegen.find.GrepMain "$tree" "$2"
