#!/usr/bin/env bash
# Hashes every output of every goal, to see which bytes a change changes.
#
#   benchmarks/outputs.sh list [folder for the outputs, default benchmarks/target/outputs] [folders of cases...] > LIST
#   benchmarks/outputs.sh compare LIST_BEFORE LIST_AFTER
#
# "list" runs all goals over testing/corpus, and over the case.json below further folders, in one JVM, and prints a sorted
# line for each file that comes out, messages included: its SHA-256 and a name without the machine's paths. The outputs stay
# in the folder, so that what differs can be looked at. "compare" names what differs and fails when something does.
#
# Lists the tree that it is in, built before; CLASS_PATH names the classes of another build of the plugin (with maven-core
# and jackson-jr) to list that one over this tree's corpus. JAVA_OPTS is passed on.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
cd - >/dev/null
if [ "${1:-}" = compare ]; then
    exec awk '
        { name = substr($0, 67) }
        FILENAME == ARGV[1] { before[name] = $1; all[name] }
        FILENAME == ARGV[2] { after[name] = $1; all[name] }
        END {
            for (name in all) {
                if (before[name] == after[name]) continue
                different++
                print (before[name] == "" ? "new     " : after[name] == "" ? "gone    " : "differs ") name | "sort -k2"
            }
            close("sort -k2")
            print different + 0 " of " length(all) " outputs differ"
            exit different > 0
        }' "$2" "$3"
elif [ "${1:-}" != list ]; then
    sed -n '2,13s/^# \{0,1\}//p' "$0"
    exit 2
fi
if [ -z "${CLASS_PATH:-}" ]; then
    (cd "$here" && ${MVN:-mvn -B -q} -Pquick -DskipTests -pl '!it' process-classes dependency:build-classpath \
        -Dmdep.outputFile=target/outputs.cp -Dmdep.includeScope=test -DexcludeGroupIds=io.github.tfmobile) >&2
    CLASS_PATH=$(printf '%s:' "$here"/*/target/classes)$(cat "$here/maven-plugin/target/outputs.cp")
fi
output=${2:-$here/benchmarks/target/outputs}
shift $(($# > 1 ? 2 : 1))
rm -rf "$output"
mkdir -p "$output"
set -- "$output" "$here/testing/corpus" "$@"
for folder; do
    set -- "$@" "$(cd "$folder" && pwd)"
    shift
done
cd "$1" # what messages name relative to the folder that Maven runs in
# shellcheck disable=SC2086
exec java ${JAVA_OPTS:--Xmx1g} -cp "$CLASS_PATH" "$here/maven-plugin/src/test/java/io/github/tfmobile/maven/OutputsMain.java" "$@"
