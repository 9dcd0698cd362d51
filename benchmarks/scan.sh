#!/bin/sh
# How long a scan of a whole TensorFlow tree takes, against grep and against a compiler's preprocessor.
#   benchmarks/scan.sh TREE INCLUDE_DIRECTORY [SAMPLE]
# TREE is a TensorFlow source tree, INCLUDE_DIRECTORY the include directory of a TensorFlow package (generated and
# third-party headers), SAMPLE how many translation units are preprocessed with g++ (default 10).
# CLASSPATH holds the classes of op-registry, its tests and its dependencies.
# Prints wall seconds and CPU seconds; the ratios are of CPU seconds, which a busy machine disturbs less.
set -eu
tree=$1
include=$2
sample=${3:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

measure() { # name command...
    name=$1
    shift
    /usr/bin/env bash -c 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>"$0"' "$work/$name.err" "$@" 2>"$work/$name.time"
    awk -v n="$name" '{printf "%-8s %8.2f s wall %8.2f s CPU\n", n, $1, $2 + $3}' "$work/$name.time"
}
cpu() { awk '{print $2 + $3}' "$work/$1.time"; }

measure scan java io.github.tfmobile.registry.scan.ScanBenchmark "$tree"
cat "$work/scan.err"
measure grep grep -rE REGISTER --include=*.cc --include=*.h "$tree/tensorflow"

cd "$tree"
grep -rlE REGISTER_KERNEL_BUILDER --include=*.cc tensorflow/core/kernels | grep -v _test | sort >"$work/units"
units=$(wc -l <"$work/units")
awk -v n="$units" -v k="$sample" 'int(NR * k / n) != int((NR - 1) * k / n)' "$work/units" >"$work/sample"
cat >"$work/gcc.sh" <<EOF
while read -r unit; do
    g++ -std=c++17 -E -I "$include" -I . "\$unit" || true
done <"$work/sample"
EOF
measure gcc sh "$work/gcc.sh"
taken=$(wc -l <"$work/sample")
awk -v s="$(cpu scan)" -v g="$(cpu grep)" -v c="$(cpu gcc)" -v n="$units" -v k="$taken" 'BEGIN {
    printf "scan / grep: %.1f\n", s / g
    printf "gcc -E, %d of %d units with kernels: %.2f s a unit, %.0f s for all\n", k, n, c / k, c / k * n
    printf "gcc -E / scan: %.0f\n", c / k * n / s
}'
