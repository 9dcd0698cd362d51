#!/bin/sh
# Proves an op list by compiling it: every file that the list names is compiled, and the symbols that no compiled file
# defines are printed in two groups: those that a file below tensorflow/core/kernels of the tree names as its own
# (the closure forgot a file), and the rest (framework, platform, Eigen, protobuf: another part of the library).
#
# Usage: benchmarks/link.sh OP_LIST TREE WORK_DIRECTORY INCLUDE_DIRECTORY...
#   OP_LIST            a tf_op_files.txt
#   TREE               the source tree of TensorFlow that it was made for
#   WORK_DIRECTORY     takes the objects; those already there are not compiled again
#   INCLUDE_DIRECTORY  where Eigen, Abseil, protobuf and generated headers are, as in a wheel's "include"
# CXXFLAGS adds flags (macros of the target); the default is -std=c++17.
set -eu
list=$1 tree=$2 work=$3
shift 3
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
# shellcheck disable=SC2086
nm --defined-only $objects | awk 'NF == 3 {print $3}' | sort -u >"$work/defined"
# shellcheck disable=SC2086
nm --undefined-only $objects | awk '$1 == "U" {print $2}' | sort -u | comm -23 - "$work/defined" | c++filt >"$work/undefined"
# The unqualified name of each symbol that is TensorFlow's, and whether a kernel's source file defines that name.
grep -E '(^|[ *&])tensorflow::' "$work/undefined" >"$work/ours" || true
: >"$work/kernels"
while read -r symbol; do
    name=$(echo "$symbol" | sed -E 's/^(typeinfo|vtable|guard variable|VTT)( name)? for //; s/\(.*//; s/<.*//; s/.*:://; s/^~//')
    [ -z "$name" ] || ! grep -rqwE --include='*.cc' --include='*.h' \
        "(class|struct) $name|[A-Za-z>&*] ([A-Za-z]+::)?$name\(" "$tree/tensorflow/core/kernels" ||
        echo "$symbol" >>"$work/kernels"
done <"$work/ours"
echo "$(echo "$objects" | wc -w) files compiled, $failed failed; $(wc -l <"$work/defined") symbols defined," \
    "$(wc -l <"$work/undefined") not, $(wc -l <"$work/kernels") of these with a name that the kernels' sources define:"
cat "$work/kernels"
