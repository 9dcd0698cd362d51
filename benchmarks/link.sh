#!/bin/sh
# Proves an op list by compiling it: every file that the list names is compiled, and the symbols of TensorFlow are printed
# that neither these files nor the library without kernels define. A closure that forgot a file shows here.
#
# Usage: benchmarks/link.sh OP_LIST TREE CORE_LIBRARY WORK_DIRECTORY INCLUDE_DIRECTORY...
#   OP_LIST            a tf_op_files.txt
#   TREE               the source tree of TensorFlow that it was made for
#   CORE_LIBRARY       a library with framework, runtime and platform, but no kernels: libtensorflow_framework.so.2
#   WORK_DIRECTORY     takes the objects; those already there are not compiled again
#   INCLUDE_DIRECTORY  where Eigen, Abseil, protobuf and generated headers are, as in a wheel's "include"; searched in
#                      this order, before the tree
# CXXFLAGS adds flags (macros of the target), the default is -std=c++17; JOBS compilers run at once, the default is 1.
set -eu
if [ "$1" = --compile ]; then # what xargs calls for each file; the flags come in FLAGS
    file=$2
    object=$WORK/$(echo "$file" | tr / _).o
    [ ! -f "$object" ] || exit 0
    start=$(date +%s)
    # shellcheck disable=SC2086
    if ${CXX:-g++} -O0 -w $FLAGS -c "$TREE/$file" -o "$object.part" >"$object.log" 2>&1; then
        mv "$object.part" "$object"
        echo "$(($(date +%s) - start)) s  $file"
    else
        echo "does not compile: $file: $(grep -m1 error "$object.log" || true)"
    fi
    exit 0
fi
list=$1 core=$3
export TREE=$2 WORK=$4
shift 4
FLAGS=${CXXFLAGS:--std=c++17}
for directory; do FLAGS="$FLAGS -I$directory"; done
export FLAGS="$FLAGS -I$TREE"
mkdir -p "$WORK"
grep -v '^ *#' "$list" | xargs -P "${JOBS:-1}" -n 1 "$0" --compile
objects=$(grep -v '^ *#' "$list" | tr / _ | while read -r name; do
    [ ! -f "$WORK/$name.o" ] || echo "$WORK/$name.o"
done)
for library in libstdc++.so.6 libc.so.6 libm.so.6 libgcc_s.so.1; do
    ${CXX:-g++} -print-file-name=$library
done >"$WORK/libraries"
# shellcheck disable=SC2086
{
    nm --defined-only $objects | awk 'NF == 3 { print $3 }'
    xargs nm -D --defined-only "$core" <"$WORK/libraries" | awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }'
} | sort -u >"$WORK/defined"
# shellcheck disable=SC2086
nm --undefined-only $objects | awk '$1 == "U" { print $2 }' | sort -u >"$WORK/wanted"
comm -23 "$WORK/wanted" "$WORK/defined" | grep -v '^_GLOBAL_OFFSET_TABLE_$' | c++filt >"$WORK/undefined" || true
grep -E 'tensorflow::|Eigen::' "$WORK/undefined" >"$WORK/kernels" || true
echo "$(echo "$objects" | wc -w) of $(grep -cv '^ *#' "$list") files compiled; they want $(wc -l <"$WORK/wanted") symbols;" \
    "undefined: $(wc -l <"$WORK/undefined"), of these TensorFlow's or Eigen's: $(wc -l <"$WORK/kernels")"
cat "$WORK/kernels"
