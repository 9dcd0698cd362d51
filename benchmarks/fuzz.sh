#!/bin/sh
# Runs the coverage-guided fuzzer Jazzer on a reader, and packs what it found for the regression test.
#   benchmarks/fuzz.sh MODULE TARGET WORK_DIRECTORY [SECONDS]
# MODULE and TARGET: op-registry registry|op_list|ops_text|makefile|starlark|cpp|library,
#   graph graph|text|meta_graph|checkpoint|checkpoint_v1|saved_model|split, lite model|micro,
#   engine graph|saved_model|lite (everything that is done with such a model).
# WORK_DIRECTORY keeps the corpus, so that another run goes on where this one ended; inputs that fail are crash-* in it, and
# TARGET.zip there holds these and a part of the corpus: copy it over the one in the module's test resources. Without SECONDS it
# runs for ten minutes.
# TIMEOUT is how many seconds an input may take, 20 unless it is said: more where other work goes on.
# CLASSPATH holds the classes of the module, its tests and their dependencies. Needs mvn, unzip and zip; run in the clone's root.
set -eu
module=$1 target=$2 work=$3 seconds=${4-600}
root=$(cd "$(dirname "$0")/.." && pwd)
case $module in
op-registry) targets=io.github.tfmobile.registry.fuzz.FuzzTargets ;;
graph) targets=io.github.tfmobile.graph.io.FuzzTargets ;;
lite) targets=io.github.tfmobile.lite.FuzzTargets ;;
engine) targets=io.github.tfmobile.engine.fuzz.FuzzTargets ;;
*) echo "no such module: $module" >&2 && exit 1 ;;
esac
mkdir -p "$work/$target"
work=$(cd "$work" && pwd)
version=0.24.0
for jar in jazzer jazzer-api; do
    [ -e "$work/$jar-$version.jar" ] ||
        ${MVN:-mvn -B -ntp} -q dependency:copy -Dartifact="com.code-intelligence:$jar:$version" -DoutputDirectory="$work"
done
# The corpus's paths are relative to the module.
cd "$root/$module"
fuzz=io.github.tfmobile.common.testing.Fuzz
java -cp "$CLASSPATH" "$fuzz" "$targets" "$target" "$work/$target"
known=src/test/resources/$(echo "${targets%.*}" | tr . /)/$target.zip
[ ! -e "$known" ] || unzip -qo "$known" -d "$work/$target"
# The optimising compiler is left out, since that of OpenJDK 17.0.15 crashed in code that Jazzer had changed, and so is module
# common, whose records lose a field there.
java -Xmx1g -Xss1m -XX:TieredStopAtLevel=1 -XX:ErrorFile="$work/hs_err.log" -Djava.io.tmpdir="${TMPDIR:-/tmp}" \
    -Dtfmobile.fuzz.targets="$targets" -Dtfmobile.fuzz.target="$target" -cp "$work/jazzer-$version.jar:$work/jazzer-api-$version.jar:$CLASSPATH" \
    com.code_intelligence.jazzer.Jazzer --target_class="$fuzz" --instrumentation_includes='io.github.tfmobile.**' \
    --instrumentation_excludes='io.github.tfmobile.common.**' --custom_hook_includes='io.github.tfmobile.**' \
    --custom_hook_excludes='io.github.tfmobile.common.**' --reproducer_path="$work" --keep_going=20 \
    -artifact_prefix="$work/" -timeout="${TIMEOUT-20}" -rss_limit_mb=0 -reduce_inputs=1 -max_total_time="$seconds" "$work/$target" || true
# Jazzer keeps an input in the corpus when it reaches other code than the inputs before it.
for failing in "$work"/crash-* "$work"/timeout-*; do
    [ ! -e "$failing" ] || cp "$failing" "$work/$target"
done
cd "$work/$target"
rm -f "$work/$target.zip" seed-*
# The build takes the small ones, and no more than 150 of them; those that fail are among them.
{ find . -type f -name '*-*'; find . -type f -size -3k | LC_ALL=C sort | head -n 150; } | zip -qX "$work/$target.zip" -@
