#!/bin/sh
# Lets the linker judge source closures: compiles every file of the stock list and what closures name besides, and compares
# for each file of the list that registers kernels or ops, taken alone, its closure with the files that define what it wants.
#
# Usage: benchmarks/closure.sh TREE PROFILE WORK_DIRECTORY INCLUDE_DIRECTORY...
#   TREE               a source tree of TensorFlow
#   PROFILE            the target profile, such as raspberry-pi-default; CXXFLAGS must set its macros
#   WORK_DIRECTORY     takes the objects, those already there are not compiled again; and linked.txt, for each file taken
#                      alone what the linker needs
#   INCLUDE_DIRECTORY  where Eigen, protobuf and the like are, and headers that a build generates (headers.sh); searched in
#                      this order, before the tree
# CLASSPATH holds the classes of op-registry, its tests and its dependencies. CXXFLAGS and JOBS as for link.sh.
set -eu
here=$(dirname "$0")
export TREE=$1 WORK=$3
profile=$2
shift 3
FLAGS=${CXXFLAGS:--std=c++17}
for directory; do FLAGS="$FLAGS -I$directory"; done
export FLAGS="$FLAGS -I$TREE"
mkdir -p "$WORK"
java io.github.tfmobile.registry.closure.ClosureMain "$TREE" "$profile" >"$WORK/closures"
awk 'NF == 2 { print $2 }' "$WORK/closures" | xargs -P "${JOBS:-1}" -n 1 "$here/link.sh" --compile
python3 "$here/closure.py" "$WORK/closures" "$WORK" "$WORK/linked.txt"
