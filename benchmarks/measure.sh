#!/usr/bin/env bash
# Measures speed, memory and scale: freezing of large generated models against cp of the checkpoint with the same checksums,
# against half the size and, where python3 (or what TFMOBILE_PEER_PYTHON names) has TensorFlow, against freeze_graph; many
# variables, many functions, many models in one execution; then benchmarks/transforms.
#
#   benchmarks/measure.sh [folder for the models, default benchmarks/target] [bytes of the large model, default 1.9e9]
#
# Needs about five times the large model's size on disk, GNU time (/usr/bin/time) and Linux. Peak memory is what the
# operating system counts. Times are the best of RUNS runs (default 3).
set -euo pipefail
cd "$(dirname "$0")/.."
work=${1:-benchmarks/target}
size=${2:-1900000000}
runs=${RUNS:-3}
python=${TFMOBILE_PEER_PYTHON:-python3}
package=io.github.tfmobile.graph.benchmark
mkdir -p "$work"

if [ -z "${CLASS_PATH:-}" ]; then
    mvn -B -q -Pquick -pl op-registry,graph,codegen,maven-plugin test-compile dependency:build-classpath \
        -Dmdep.outputFile=target/benchmark.cp -Dmdep.includeScope=test -DexcludeGroupIds=io.github.tfmobile
    for module in graph maven-plugin codegen op-registry; do
        CLASS_PATH=${CLASS_PATH:-}$module/target/classes:$module/target/test-classes:
    done
    CLASS_PATH=$CLASS_PATH$(cat maven-plugin/target/benchmark.cp)
fi

# value NAME: of "name=value" in what the last timed command printed
value() { sed -n "s/.*\b$1=\([0-9.]*\).*/\1/p" "$work/out" | head -1; }
best() { sort -n "$1" | head -1; }
# calc EXPRESSION: two digits behind the point
calc() { awk "BEGIN { printf \"%.2f\", $1 }"; }
megabytes() { calc "$1 / 1000" | sed 's/\..*/ MB/'; }

# timed NAME COMMAND...: appends wall time, CPU time and peak memory to NAME.wall, NAME.cpu and NAME.rss
timed() {
    local name=$work/$1
    shift
    /usr/bin/time -f "%e %U %S %M" -o "$work/time" "$@" >"$work/out"
    awk '{ print $1 }' "$work/time" >>"$name.wall"
    awk '{ print $2 + $3 }' "$work/time" >>"$name.cpu"
    awk '{ print $4 }' "$work/time" >>"$name.rss"
}
forget() { rm -f "$work"/*.wall "$work"/*.cpu "$work"/*.rss "$work"/*.inside; }

# freeze NAME BYTES VARIABLES HEAP: prints a row of the table
freeze() {
    local dir=$work/$1 i
    java -cp "$CLASS_PATH" $package.GenerateMain "$dir" "$2" "$3" 4 >/dev/null
    cat "$dir"/model.ckpt.* "$dir/graph.pb" >/dev/null
    forget
    for ((i = 0; i < runs; i++)); do
        rm -rf "$work/copy" "$work/frozen.pb" && mkdir "$work/copy"
        timed cp cp "$dir"/model.ckpt.data-* "$work/copy"
        rm -rf "$work/copy"
        timed sums java "-Xmx$4" -cp "$CLASS_PATH" $package.ChecksumMain "$dir"/model.ckpt.data-*
        timed freeze java "-Xmx$4" -cp "$CLASS_PATH" $package.FreezeMain \
            "$dir/graph.pb" "$dir/model.ckpt" "$work/frozen.pb" out
        value seconds >>"$work/freeze.inside"
    done
    local copy sums inside whole
    copy=$(best "$work/cp.wall") sums=$(best "$work/sums.wall")
    inside=$(best "$work/freeze.inside") whole=$(best "$work/freeze.wall")
    echo "| $1 | $4 | $copy s | $sums s | $inside s | $whole s | $(calc "$inside / ($copy + $sums)") |" \
        "$(calc "$whole / ($copy + $sums)") | $(best "$work/freeze.cpu") s | $(megabytes "$(best "$work/freeze.rss")") |" \
        "$(megabytes "$(awk '/RssAnon/ { print $2 }' "$work/out")") |"
    cpu=$(best "$work/freeze.cpu")
}

# functions COUNT, models COUNT: print a row, leave the CPU time in $cpu
functions() {
    java -cp "$CLASS_PATH" $package.GenerateMain "$work/functions-$1" "$1" >/dev/null
    forget
    for ((i = 0; i < runs; i++)); do
        timed freeze java -Xmx1g -cp "$CLASS_PATH" $package.FreezeMain "$work/functions-$1/graph.pb" - "$work/frozen.pb" out
        value seconds >>"$work/freeze.inside"
    done
    cpu=$(best "$work/freeze.cpu")
    echo "| $1 functions | $(best "$work/freeze.inside") s | $(best "$work/freeze.wall") s | $cpu s |" \
        "$(megabytes "$(best "$work/freeze.rss")") |"
}
models() {
    forget
    for ((i = 0; i < runs; i++)); do
        rm -rf "$work/models"
        timed models java -Xmx256m -cp "$CLASS_PATH" io.github.tfmobile.maven.PrepareMain \
            graph/src/test/resources/corpus/tf1/mobilenet_v1_train "Mul=float[1,64,64,3]" softmax "$1" "$work/models"
        value all >>"$work/all.inside"
        value nothing >>"$work/nothing.inside"
        value one >>"$work/one.inside"
    done
    cpu=$(best "$work/models.cpu")
    echo "| $1 models | $(best "$work/all.inside") s | $(best "$work/models.wall") s | $cpu s |" \
        "$(megabytes "$(best "$work/models.rss")") |"
    again="$1 models: $(best "$work/nothing.inside") s when nothing changed, $(best "$work/one.inside") s when one did."
}

echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo) memory," \
    "load $(cut -d' ' -f1 /proc/loadavg), java $(java -version 2>&1 | sed -n '1s/.*"\(.*\)"/\1/p'), best of $runs"
echo
echo "| model | heap | cp | its checksums | freeze | with JVM start | freeze / (cp + checksums) | with JVM start | CPU | peak RSS | of it not mapped files |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
freeze small-weights 2000000 2000 256m
freeze large "$size" 2000 256m
large=$cpu
freeze half "$((size / 2))" 1000 256m
half=$cpu
freeze variables-50000 204800000 50000 1g
variables=$cpu
freeze variables-25000 102400000 25000 1g
fewer=$cpu
echo
echo "| scale | inside | with JVM start | CPU | peak RSS |"
echo "| --- | --- | --- | --- | --- |"
functions 5000
functions=$cpu
functions 2500
half_functions=$cpu
models 50
models=$cpu
fifty=$again
models 25
half_models=$cpu
echo
echo "$fifty"
echo "CPU time of twice as much: bytes $(calc "$large / $half"), variables $(calc "$variables / $fewer")," \
    "functions $(calc "$functions / $half_functions"), models $(calc "$models / $half_models")."

if "$python" -c 'import tensorflow' 2>/dev/null; then
    forget
    rm -f "$work/theirs.pb" "$work/frozen.pb"
    timed theirs "$python" -m tensorflow.python.tools.freeze_graph --input_graph="$work/half/graph.pb" \
        --input_binary=true --input_saver="$work/half/saver.pb" --input_checkpoint="$work/half/model.ckpt" \
        --output_node_names=out --output_graph="$work/theirs.pb" 2>"$work/theirs.log" || true
    timed ours java -Xmx256m -cp "$CLASS_PATH" $package.FreezeMain \
        "$work/half/graph.pb" "$work/half/model.ckpt" "$work/frozen.pb" out
    [ -s "$work/theirs.pb" ] || echo "freeze_graph failed: $(tail -1 "$work/theirs.log")"
    echo "freeze_graph on half: $(best "$work/theirs.wall") s, $(megabytes "$(best "$work/theirs.rss")"); ours in the same" \
        "minute: $(best "$work/ours.wall") s, $(calc "$(best "$work/theirs.wall") / $(best "$work/ours.wall")") times faster."
fi
rm -rf "$work/copy" "$work/frozen.pb" "$work/theirs.pb" "$work/models"
echo
benchmarks/transforms
