#!/bin/sh
# How long a scan of a whole TensorFlow tree takes, against grep and against a compiler's preprocessor.
#   benchmarks/scan.sh TREE INCLUDE_DIRECTORY [SAMPLE]
# TREE is a TensorFlow source tree, INCLUDE_DIRECTORY the include directory of a TensorFlow package (generated and
# third-party headers), SAMPLE how many translation units are preprocessed with g++ (default 30).
# CLASSPATH holds the classes of op-registry, its tests and its dependencies.
# Prints wall and CPU seconds, JVM start included, the best of three runs; the ratios are of CPU seconds, which other work
# on the machine disturbs less. Between runs the files stay in the page cache.
set -eu
tree=$1
include=$2
sample=${3:-30}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
benchmark=io.github.tfmobile.registry.scan.ScanBenchmark

measure() { # runs name command...
    runs=$1
    name=$2
    shift 2
    for run in $(seq "$runs"); do
        bash -c 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>"$0"' "$work/$name.err" "$@" 2>>"$work/$name.times"
    done
    awk '{print $1, $2 + $3}' "$work/$name.times" | sort -n | head -1 >"$work/$name.best"
    awk -v n="$name" '{printf "%-6s %8.2f s wall %8.2f s CPU   ", n, $1, $2}' "$work/$name.best"
    head -1 "$work/$name.err"
}
cpu() { cut -d' ' -f2 "$work/$1.best"; }

echo "$(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
java $benchmark read "$tree" 2>/dev/null
measure 3 all java $benchmark all "$tree" "$work/registry"
measure 3 one java $benchmark one "$tree" desktop-default "$work/units"
measure 3 read java $benchmark read "$tree"
measure 3 grep grep -rE REGISTER --include=*.cc --include=*.h "$tree/tensorflow"

# Every unit that the scan preprocessed; those with kernels are the larger ones. g++ ends early at a header that neither
# the package nor the tree has: the units that it gets through tell what it takes.
cd "$tree"
directories="-I $include -I ."
for directory in "$include"/external/* "$include"/external/*/include "$include"/external/*/*/include \
    third_party/xla third_party/xla/third_party/tsl; do
    [ ! -d "$directory" ] || directories="$directories -idirafter $directory"
done
gcc() { # name list: a sample of the units in a list
    count=$(wc -l <"$2")
    awk -v n="$count" -v k="$sample" 'int(NR * k / n) != int((NR - 1) * k / n)' "$2" >"$2.sample"
    while read -r unit; do
        # shellcheck disable=SC2086
        bash -c 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>"$0"; echo "$?"' "$work/$1.err" \
            g++ -std=c++17 -E $directories "$unit" 2>&1 | paste -sd" " >>"$work/$1.runs"
    done <"$2.sample"
    awk -v name="$1" -v n="$count" -v a="$(cpu all)" -v o="$(cpu one)" '
        function line(what, k, c) {
            printf "%s: %d of %d units%s, %.2f s a unit, %.0f s for all; / all %.0f, / one %.0f\n", \
                name, k, n, what, c / k, c / k * n, c / k * n / a, c / k * n / o
        }
        { tried++; cpu += $1 + $2 }
        $3 == 0 { through++; full += $1 + $2 }
        END { line("", tried, cpu); if (through) line(" that g++ gets through", through, full) }' "$work/$1.runs"
}
awk -v a="$(cpu all)" -v o="$(cpu one)" -v r="$(cpu read)" -v g="$(cpu grep)" 'BEGIN {
    printf "all / grep %.0f, one / grep %.0f; reading is %.0f %% of all, %.0f %% of one\n", \
        a / g, o / g, 100 * r / a, 100 * r / o
}'
grep -lE REGISTER_KERNEL_BUILDER $(grep '^tensorflow/core/kernels/' "$work/units") >"$work/kernels" || true
gcc gcc-k "$work/kernels"
gcc gcc "$work/units"
