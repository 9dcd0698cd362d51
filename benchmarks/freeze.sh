#!/usr/bin/env bash
# Measures freezing of large generated models: wall and CPU time against cp of the checkpoint, against half the size, and against
# freeze_graph where a python3 with TensorFlow is on the PATH; peak memory as the operating system counts it.
#
#   benchmarks/freeze.sh [folder for the models, default benchmarks/target] [bytes of the large model, default 1.9e9]
#
# Needs about five times the large model's size on disk, GNU time (/usr/bin/time) and Linux.
set -euo pipefail
cd "$(dirname "$0")/.."
work=${1:-benchmarks/target}
size=${2:-1900000000}
runs=${RUNS:-3}
package=io.github.tfmobile.graph.benchmark
mkdir -p "$work"

if [ -z "${CLASS_PATH:-}" ]; then
    mvn -B -q -Pquick -pl op-registry,graph test-compile dependency:build-classpath \
        -Dmdep.outputFile=target/benchmark.cp -Dmdep.includeScope=test
    CLASS_PATH=graph/target/test-classes:graph/target/classes:op-registry/target/classes:$(cat graph/target/benchmark.cp)
fi

value() { sed -n "s/.*\b$2=\([0-9.]*\).*/\1/p" "$1" | head -1; }
lowest() { sort -n | head -1; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
megabytes() { awk -v k="$1" 'BEGIN { printf "%.0f MB", k / 1000 }'; }

# timed FILE COMMAND...: runs the command and appends "elapsed cpu rss" to the file
timed() {
    local file=$1
    shift
    /usr/bin/time -f "%e %U %S %M" -o "$work/time" "$@" >"$work/out"
    awk '{ print $1, $2 + $3, $4 }' "$work/time" >>"$file"
}

# best FILE COLUMN
best() { cut -d' ' -f"$2" "$1" | sort -n | head -1; }

# measure NAME BYTES VARIABLES SHARDS HEAP: prints a row of the table, leaves the CPU time of freezing in $cpu
measure() {
    local dir=$work/$1 i
    java -cp "$CLASS_PATH" $package.GenerateMain "$dir" "$2" "$3" "$4" >/dev/null
    cat "$dir"/model.ckpt.* "$dir/graph.pb" >/dev/null
    rm -f "$work"/*.times "$work/inside"
    for ((i = 0; i < runs; i++)); do
        rm -rf "$work/copy" "$work/frozen.pb" && mkdir "$work/copy"
        timed "$work/cp.times" cp "$dir"/model.ckpt.data-* "$work/copy"
        rm -rf "$work/copy"
        timed "$work/sums.times" java "-Xmx$5" -cp "$CLASS_PATH" $package.ChecksumMain "$dir"/model.ckpt.data-*
        timed "$work/freeze.times" java "-Xmx$5" -cp "$CLASS_PATH" $package.FreezeMain \
            "$dir/graph.pb" "$dir/model.ckpt" "$work/frozen.pb" out
        value "$work/out" seconds >>"$work/inside"
    done
    local copy sums
    copy=$(best "$work/cp.times" 1)
    sums=$(best "$work/sums.times" 2)
    cpu=$(best "$work/freeze.times" 2)
    echo "| $1 | $5 | $copy s | $(lowest <"$work/inside") s | $(best "$work/freeze.times" 1) s |" \
        "$(best "$work/cp.times" 2) s | $sums s | $cpu s |" \
        "$(ratio "$cpu" "$(awk -v a="$(best "$work/cp.times" 2)" -v b="$sums" 'BEGIN { print a + b }')") |" \
        "$(megabytes "$(best "$work/freeze.times" 3)") | $(megabytes "$(awk '/RssAnon/ { print $2 }' "$work/out")") |"
}

echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo) memory, load $(cut -d' ' -f1 /proc/loadavg), java $(java -version 2>&1 | sed -n '1s/.*"\(.*\)"/\1/p'), best of $runs"
echo
echo "| model | heap | cp | freeze | with JVM start | CPU of cp | CPU of its checksums | CPU of freeze | / (cp + checksums) | peak RSS | of it not mapped files |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
measure small-weights 2000000 2000 4 256m
measure large "$size" 2000 4 256m
large=$cpu
measure half "$((size / 2))" 1000 4 256m
half=$cpu
measure variables-50000 204800000 50000 4 1g
many=$cpu
measure variables-25000 102400000 25000 4 1g
fewer=$cpu
echo
echo "Twice the bytes take $(ratio "$large" "$half") times as much CPU, twice the variables $(ratio "$many" "$fewer") times."

python=${PYTHON:-python3}
if command -v "$python" >/dev/null && "$python" -c 'import tensorflow' 2>/dev/null; then
    /usr/bin/time -f "elapsed=%e rss=%M" -o "$work/time" "$python" -m tensorflow.python.tools.freeze_graph \
        --input_graph="$work/half/graph.pb" --input_binary=true --input_checkpoint="$work/half/model.ckpt" \
        --output_node_names=out --output_graph="$work/frozen_by_tensorflow.pb" >/dev/null 2>&1 || true
    # Without a SaverDef it cannot freeze resource variables, and then leaves no file.
    [ ! -s "$work/frozen_by_tensorflow.pb" ] && echo "freeze_graph fails on half." && exit
    echo "freeze_graph on half: $(value "$work/time" elapsed) s, peak RSS $(megabytes "$(value "$work/time" rss)")."
fi
rm -rf "$work/copy" "$work/frozen.pb" "$work/frozen_by_tensorflow.pb"
