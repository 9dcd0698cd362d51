#!/bin/sh
# Proves an op list by compiling it: every file that the list names is compiled, and the symbols of TensorFlow are printed
# that neither these files nor the library without kernels define. A closure that forgot a file shows here.
#
# Usage: benchmarks/link.sh OP_LIST TREE CORE_LIBRARY WORK_DIRECTORY INCLUDE_DIRECTORY...
#   OP_LIST            a tf_op_files.txt
#   TREE               the source tree of TensorFlow that it was made for
#   CORE_LIBRARY       a library with framework, runtime and platform, but no kernels: libtensorflow_framework.so.2
#   WORK_DIRECTORY     takes the objects; those already there are not compiled again
#   INCLUDE_DIRECTORY  where Eigen, Abseil, protobuf and generated headers are, as in a wheel's "include"
# CXXFLAGS adds flags (macros of the target); the default is -std=c++17.
set -eu
list=$1 tree=$2 core=$3 work=$4
shift 4
includes=
for directory; do includes="$includes -I$directory"; done
mkdir -p "$work"
failed=0
objects=
while read -r file; do
    object=$work/$(echo "$file" | tr / _).o
    if [ ! -f "$object" ]; then
        start=$(date +%s)
        # shellcheck disable=SC2086
        if ${CXX:-g++} ${CXXFLAGS:--std=c++17} -O0 -w -c "$tree/$file" -o "$object.part" $includes -I"$tree" \
            2>"$object.log"; then
            mv "$object.part" "$object"
            echo "$(($(date +%s) - start)) s  $file"
        else
            failed=$((failed + 1))
            echo "does not compile: $file: $(grep -m1 error "$object.log" || true)"
        fi
    fi
    [ ! -f "$object" ] || objects="$objects $object"
done <"$list"
for library in libstdc++.so.6 libc.so.6 libm.so.6 libgcc_s.so.1; do
    echo "$(${CXX:-g++} -print-file-name=$library)"
done >"$work/libraries"
# shellcheck disable=SC2086
{
    nm --defined-only $objects | awk 'NF == 3 { print $3 }'
    xargs nm -D --defined-only "$core" <"$work/libraries" | awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }'
} | sort -u >"$work/defined"
# shellcheck disable=SC2086
nm --undefined-only $objects | awk '$1 == "U" { print $2 }' | sort -u >"$work/wanted"
comm -23 "$work/wanted" "$work/defined" | grep -v '^_GLOBAL_OFFSET_TABLE_$' | c++filt >"$work/undefined" || true
grep -E 'tensorflow::|Eigen::' "$work/undefined" >"$work/kernels" || true
echo "$(echo "$objects" | wc -w) files compiled, $failed failed; they want $(wc -l <"$work/wanted") symbols;" \
    "undefined: $(wc -l <"$work/undefined"), of these TensorFlow's or Eigen's: $(wc -l <"$work/kernels")"
cat "$work/kernels"
