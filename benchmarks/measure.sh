#!/usr/bin/env bash
# Measures speed, memory and scale and prints tables of ratios: against cp of the checkpoint with the same checksums, against
# ourselves at half the size and, where python3 (or what TFMOBILE_PEER_PYTHON names) has TensorFlow, against freeze_graph and
# the Graph Transform Tool.
#
#   benchmarks/measure.sh [folder for the models, default benchmarks/target] [bytes of the large model, default 1.9e9]
#
# PARTS chooses what is measured: large (freezing), scale (variables, functions, models, whatever else grows), check (a failing check
# beside a passing one), maven (freeze and prepare in a Maven of their own), peer (freeze_graph), transforms. RUNS is the number of runs, of which the best counts (default 3).
# Installs the plugin into the local Maven repository. Needs about five times the large model's size on disk, GNU time
# (/usr/bin/time) and Linux. Peak memory is what the operating system counts.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mkdir -p "${1:-benchmarks/target}" && cd "${1:-benchmarks/target}" && pwd)
size=${2:-1900000000}
runs=${RUNS:-3}
parts=" ${PARTS:-large scale check maven peer transforms} "
python=${TFMOBILE_PEER_PYTHON:-python3}
package=io.github.tfmobile.graph.benchmark
version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' pom.xml | head -1)

if [ -z "${CLASS_PATH:-}" ]; then
    mvn -B -q -Pquick -DskipTests -pl .,common,op-registry,graph,lite,codegen,engine,maven-plugin install dependency:build-classpath \
        -Dmdep.outputFile=target/benchmark.cp -Dmdep.includeScope=test -DexcludeGroupIds=io.github.tfmobile
    for module in graph maven-plugin engine codegen lite op-registry common; do
        CLASS_PATH=${CLASS_PATH:-}$module/target/classes:$module/target/test-classes:
    done
    CLASS_PATH=$CLASS_PATH$(cat maven-plugin/target/benchmark.cp)
fi

# value NAME: of "name=value" in what the last timed command printed
value() { sed -n "s/.*\b$1=\([0-9.]*\).*/\1/p" "$work/out" | head -1; }
best() { sort -n "$work/$1" | head -1; }
# calc EXPRESSION: two digits behind the point
calc() { awk "BEGIN { printf \"%.2f\", $1 }"; }
megabytes() { awk "BEGIN { printf \"%d MB\", $1 / 1000 }"; }
[ -p "$work/never" ] || mkfifo "$work/never"
forget() { rm -f "$work"/*.wall "$work"/*.cpu "$work"/*.rss "$work"/*.anon "$work"/*.inside; }

# timed NAME COMMAND...: appends wall time, CPU time, peak memory and the peak of it that is no mapped file to
# NAME.wall, NAME.cpu, NAME.rss and NAME.anon
timed() {
    local name=$work/$1 pid child peak=0 key now
    shift
    /usr/bin/time -f "%e %U %S %M" -o "$work/time" "$@" >"$work/out" &
    pid=$!
    sleep 0.1
    child=$(pgrep -P $pid || true)
    # Twice a second and without new processes, or the look would change what it looks at.
    while kill -0 $pid 2>/dev/null; do
        while read -r key now _; do
            [ "$key" != RssAnon: ] || [ "$now" -le "$peak" ] || peak=$now
        done 2>/dev/null <"/proc/$child/status" || true
        read -r -t 0.5 _ <>"$work/never" || true
    done 2>/dev/null
    wait $pid
    awk '{ print $1 }' "$work/time" >>"$name.wall"
    awk '{ print $2 + $3 }' "$work/time" >>"$name.cpu"
    awk '{ print $4 }' "$work/time" >>"$name.rss"
    echo "$peak" >>"$name.anon"
}

# generate NAME BYTES VARIABLES: writes a model and reads it, so that it is in the page cache
generate() {
    java -cp "$CLASS_PATH" $package.GenerateMain "$work/$1" "$2" "$3" 4 >/dev/null
    cat "$work/$1"/* >/dev/null
}

# baseline NAME: cp of the checkpoint, and its checksums in a JVM of their own, without its start
baseline() {
    rm -rf "$work/copy" && mkdir "$work/copy"
    timed cp cp "$work/$1"/model.ckpt.data-* "$work/copy"
    rm -rf "$work/copy"
    timed sums java -Xmx256m -cp "$CLASS_PATH" $package.ChecksumMain "$work/$1"/model.ckpt.data-*
    value seconds >>"$work/sums.inside"
}

# freeze NAME BYTES VARIABLES: prints a row of the table, leaves the CPU time in $cpu
freeze() {
    local i copy sums inside whole
    generate "$@"
    forget
    for ((i = 0; i < runs; i++)); do
        baseline "$1"
        rm -f "$work/frozen.pb"
        timed freeze java -Xmx256m -cp "$CLASS_PATH" $package.FreezeMain \
            "$work/$1/graph.pb" "$work/$1/model.ckpt" "$work/frozen.pb" out
        value seconds >>"$work/freeze.inside"
    done
    copy=$(best cp.wall) sums=$(best sums.inside) inside=$(best freeze.inside) whole=$(best freeze.wall)
    cpu=$(best freeze.cpu)
    echo "| $1 | $copy s | $sums s | $inside s | $whole s | $(calc "$inside / ($copy + $sums)") |" \
        "$(calc "$whole / ($copy + $sums)") | $cpu s | $(megabytes "$(best freeze.rss)") | $(megabytes "$(best freeze.anon)") |"
}

# functions COUNT, models COUNT: print a row, leave the CPU time in $cpu
functions() {
    local i
    java -cp "$CLASS_PATH" $package.GenerateMain "$work/functions-$1" "$1" >/dev/null
    forget
    for ((i = 0; i < runs; i++)); do
        rm -f "$work/frozen.pb"
        timed freeze java -Xmx256m -cp "$CLASS_PATH" $package.FreezeMain \
            "$work/functions-$1/graph.pb" - "$work/frozen.pb" out
        value seconds >>"$work/freeze.inside"
    done
    cpu=$(best freeze.cpu)
    echo "| $1 functions | $(best freeze.inside) s | $(best freeze.wall) s | $cpu s | $(megabytes "$(best freeze.rss)") |"
}
models() {
    local i
    forget
    for ((i = 0; i < runs; i++)); do
        rm -rf "$work/models"
        timed models java -Xmx256m -cp "$CLASS_PATH" io.github.tfmobile.maven.PrepareMain \
            testing/corpus/tf1/mobilenet_v1_train "Mul=float[1,64,64,3]" softmax "$1" "$work/models"
        value all >>"$work/all.inside"
        value nothing >>"$work/nothing.inside"
        value one >>"$work/one.inside"
    done
    rm -rf "$work/models"
    cpu=$(best models.cpu)
    echo "| $1 models | $(best all.inside) s | $(best models.wall) s | $cpu s | $(megabytes "$(best models.rss)") |"
    again="$1 models again: $(best nothing.inside) s when nothing changed, $(best one.inside) s when one did."
}

# checks MODEL OUTPUTS: prints a row. Each file with kernels is taken out of the op list in turn, until four have been; the costliest
# failure counts. Each check is in a JVM of its own.
check() { timed "$1" java -Xmx256m -cp "$CLASS_PATH" io.github.tfmobile.maven.CheckMain "$graph" "$outputs" "$work/check" "$2"; }
checks() {
    local i file fails passes worst=0 named=-
    graph=$1 outputs=$2
    rm -rf "$work/check"
    java -Xmx256m -cp "$CLASS_PATH" io.github.tfmobile.maven.CheckMain "$graph" "$outputs" "$work/check" >/dev/null
    cp "$work/check/tf_op_files.txt" "$work/op-list.txt"
    forget
    for ((i = 0; i < runs; i++)); do
        rm -rf "$work/check"
        check pass "$work/op-list.txt"
        [ "$(value passed)" = 1 ]
    done
    passes=$(best pass.cpu)
    for file in $(grep /kernels/ "$work/op-list.txt" | awk -v n="$(grep -c /kernels/ "$work/op-list.txt")" 'NR % int(n / 4 + 1) == 1'); do
        grep -vx "$file" "$work/op-list.txt" >"$work/shorter.txt"
        rm -f "$work"/fail.*
        for ((i = 0; i < runs; i++)); do
            rm -rf "$work/check"
            check fail "$work/shorter.txt"
        done
        fails=$(best fail.cpu)
        if [ "$(calc "($fails > $worst)")" = 1.00 ]; then
            worst=$fails named=$(basename "$file")
        fi
    done
    echo "| $(basename "$(dirname "$graph")") | $passes s | $worst s | $named | $(calc "$worst / $passes") |"
}

# maven NAME GOAL PARAMETERS...: prints a row; runs in a Maven of its own, in a folder without a project
maven() {
    local i name=$1 goal=$2
    shift 2
    forget
    for ((i = 0; i < runs; i++)); do
        [ "$name" != "$goal" ] || rm -rf "$work/output"
        (cd "$work" && MAVEN_OPTS=-Xmx256m timed maven mvn -B -X -o \
            "io.github.tfmobile:tfmobile-maven-plugin:$version:$goal" -Dtfmobile.graph="$work/large/graph.pb" \
            -Dtfmobile.checkpoint="$work/large/model.ckpt" -Dtfmobile.inputs=x -Dtfmobile.outputs=out \
            -Dtfmobile.outputDirectory="$work/output" "$@" 2>"$work/log")
        sed -n 's/.*Took \([0-9]*\) ms.*/\1/p' "$work/out" >>"$work/maven.inside"
    done
    echo "| $name | $(best maven.inside) ms | $(best maven.wall) s | $(calc "$(best maven.wall) / ($copy + $sums)") |" \
        "$(best maven.cpu) s | $(megabytes "$(best maven.rss)") | $(megabytes "$(best maven.anon)") |"
}

echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo) memory," \
    "load $(cut -d' ' -f1 /proc/loadavg), java $(java -version 2>&1 | sed -n '1s/.*"\(.*\)"/\1/p'), best of $runs"
if [[ $parts == *" large "* ]]; then
    echo
    echo "| freeze | cp | its checksums | freeze | with JVM start | freeze / (cp + checksums) | with JVM start | CPU | peak RSS | of it not mapped files |"
    echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    freeze small-weights 2000000 2000
    freeze large "$size" 2000
    large=$cpu
    freeze half "$((size / 2))" 1000
    echo
    echo "CPU time of twice the bytes: $(calc "$large / $cpu")."
fi
if [[ $parts == *" scale "* ]]; then
    echo
    echo "| freeze | cp | its checksums | freeze | with JVM start | freeze / (cp + checksums) | with JVM start | CPU | peak RSS | of it not mapped files |"
    echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    freeze variables-50000 204800000 50000
    variables=$cpu
    freeze variables-25000 102400000 25000
    fewer=$cpu
    freeze variables-12500 51200000 12500
    fewest=$cpu
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
    echo
    echo "| twice as much of one thing | 4,000 | 8,000 | ratio of the CPU time |"
    echo "| --- | --- | --- | --- |"
    java -Xmx1g -cp "$CLASS_PATH" $package.GrowthMain "$work/growth" "$runs" 8000
    rm -rf "$work/growth"
    echo
    echo "$fifty"
    echo "CPU time of twice as much: variables $(calc "$variables / $fewer") and $(calc "$fewer / $fewest")," \
        "functions $(calc "$functions / $half_functions"), models $(calc "$models / $cpu")."
fi
if [[ $parts == *" check "* ]]; then
    echo
    echo "| check, CPU time with JVM start | passes | fails | without | fails / passes |"
    echo "| --- | --- | --- | --- | --- |"
    checks testing/corpus/tf1/mobilenet_v1_train/optimized.pb softmax
    checks testing/corpus/tf1/inception_v3_train/optimized.pb softmax
    checks testing/corpus/tf1/lstm_v1/optimized.pb prediction,outputs
    checks testing/corpus/tf1/old_batch_norm/optimized.pb softmax
fi
if [[ $parts == *" maven "* ]]; then
    generate large "$size" 2000
    forget
    for ((i = 0; i < runs; i++)); do baseline large; done
    copy=$(best cp.wall) sums=$(best sums.inside)
    echo
    echo "| goal, in a Maven of its own | the goal | Maven and all | / (cp + checksums) | CPU | peak RSS | of it not mapped files |"
    echo "| --- | --- | --- | --- | --- | --- | --- |"
    maven freeze freeze
    maven prepare prepare
    maven "prepare, nothing changed" prepare
    rm -rf "$work/output"
fi
if [[ $parts == *" peer "* ]] && "$python" -c 'import tensorflow' 2>/dev/null; then
    generate half "$((size / 2))" 1000
    forget
    rm -f "$work/theirs.pb" "$work/frozen.pb"
    timed theirs "$python" -m tensorflow.python.tools.freeze_graph --input_graph="$work/half/graph.pb" \
        --input_binary=true --input_saver="$work/half/saver.pb" --input_checkpoint="$work/half/model.ckpt" \
        --output_node_names=out --output_graph="$work/theirs.pb" 2>"$work/theirs.log" || true
    timed ours java -Xmx256m -cp "$CLASS_PATH" $package.FreezeMain \
        "$work/half/graph.pb" "$work/half/model.ckpt" "$work/frozen.pb" out
    echo
    [ -s "$work/theirs.pb" ] || echo "freeze_graph failed: $(tail -1 "$work/theirs.log")"
    echo "freeze_graph on half: $(best theirs.wall) s, $(megabytes "$(best theirs.rss)"); ours in the same minute:" \
        "$(best ours.wall) s, $(calc "$(best theirs.wall) / $(best ours.wall)") times faster, in" \
        "$(megabytes "$(best ours.rss)"), of which $(megabytes "$(best ours.anon)") are no mapped files."
fi
forget
rm -rf "$work/copy" "$work/frozen.pb" "$work/theirs.pb"
if [[ $parts == *" transforms "* ]]; then
    echo
    benchmarks/transforms
fi
