#!/usr/bin/env bash
# What a run with nothing to do takes, of two builds of the plugin in turns: the goal's own time, in milliseconds, in a Maven of
# its own (the median), and in one that runs it 400 times (the mean of the last 200).
#
#   benchmarks/up-to-date.sh REPOSITORY OTHER_REPOSITORY [runs in a Maven of its own]
#
# Each is a local repository that one of the builds is installed in: mvn -Dmaven.repo.local=REPOSITORY -Pquick -DskipTests install
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
runs=${3:-11}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
goal=io.github.tfmobile:tfmobile-maven-plugin:0.1.0-SNAPSHOT:prepare@default

# prepare NUMBER REPOSITORY TIMES: runs the goal so often in one Maven, prints what each took
prepare() {
    local goals=()
    for ((i = 0; i < $3; i++)); do goals+=("$goal"); done
    (cd "$work/$1" && mvn -o -B -ntp -Dmaven.repo.local="$2" \
        -Dorg.slf4j.simpleLogger.log.io.github.tfmobile.maven.PrepareMojo=debug "${goals[@]}") |
        sed -n 's/.*Took \([0-9]*\) ms.*/\1/p'
}

median() {
    sort -n | awk '{ a[NR] = $1 } END { print (NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2) " (" a[1] " to " a[NR] ")" }'
}

mean() {
    awk '{ sum += $1 } END { printf "%.1f", sum / NR }'
}

number=0
for repository in "$1" "$2"; do
    number=$((number + 1))
    mkdir "$work/$number"
    sed "s#\${project.basedir}/../..#$top#" "$top/it/demo/pom.xml" >"$work/$number/pom.xml"
    prepare "$number" "$repository" 1 >/dev/null
done
for ((run = 0; run < runs; run++)); do
    prepare 1 "$1" 1 >>"$work/1.new"
    prepare 2 "$2" 1 >>"$work/2.new"
done
for run in 1 2 3; do
    prepare 1 "$1" 400 | tail -200 >>"$work/1.warm"
    prepare 2 "$2" 400 | tail -200 >>"$work/2.warm"
done
for number in 1 2; do
    echo "$number: a Maven of its own $(median <"$work/$number.new"), one that runs it often $(mean <"$work/$number.warm")"
done
