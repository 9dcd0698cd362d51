#!/bin/sh
# How long a scan of a whole TensorFlow tree takes, against grep over the same files.
#   benchmarks/scan.sh TREE
# TREE is a TensorFlow source tree. CLASSPATH holds the classes of op-registry, its tests and its dependencies.
# Prints wall and CPU seconds, JVM start included, the best of three runs; the ratios are of CPU seconds, which other work
# on the machine disturbs less. Between runs the files stay in the page cache.
set -eu
tree=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
benchmark=io.github.tfmobile.registry.scan.ScanBenchmark

measure() { # name command...
    name=$1
    shift
    for run in 1 2 3; do
        bash -c 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>"$0"' "$work/$name.err" "$@" 2>>"$work/$name.times"
    done
    awk '{print $1, $2 + $3}' "$work/$name.times" | sort -n | head -1 >"$work/$name.best"
    awk -v n="$name" '{printf "%-6s %8.2f s wall %8.2f s CPU   ", n, $1, $2}' "$work/$name.best"
    head -1 "$work/$name.err"
}
cpu() { cut -d' ' -f2 "$work/$1.best"; }

echo "$(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
java $benchmark read "$tree" 2>/dev/null
measure all java $benchmark all "$tree" "$work/registry"
measure one java $benchmark one "$tree" desktop-default "$work/units"
measure read java $benchmark read "$tree"
measure grep grep -rE REGISTER --include=*.cc --include=*.h "$tree/tensorflow"
awk -v a="$(cpu all)" -v o="$(cpu one)" -v r="$(cpu read)" -v g="$(cpu grep)" 'BEGIN {
    printf "all / grep %.0f, one / grep %.0f; reading is %.0f %% of all, %.0f %% of one\n", \
        a / g, o / g, 100 * r / a, 100 * r / o
}'
