#!/bin/sh
# Makes the registries that come with op-registry anew, from a git repository with TensorFlow's history.
#
#   op-registry/bundle.sh [--without-macros] REPOSITORY [RELEASE...]
#
# REPOSITORY is a clone of TensorFlow (or its .git directory); it is only read. Without RELEASEs all those of bundled.txt
# are made whose revision the repository has. For a new release add a line with its name and revision to bundled.txt
# first; a third word names a release whose registry is the same but for line numbers, and none is made then. Files that
# the repository lacks are named and left out.
#
# --without-macros leaves out what each macro does that no profile has: the registry then says that it does not know.
# Finding it out takes more than ten times the processor time of a scan; docs/registry.md says how much.
# JAVA="java -Xmx4g" sets the memory.
set -eu
macros=
if [ "${1-}" = --without-macros ]; then
    macros=$1
    shift
fi
here=$(cd "$(dirname "$0")" && pwd)
bundled=$here/src/main/resources/io/github/tfmobile/registry/file
git="git --git-dir=$(git -C "$1" rev-parse --absolute-git-dir)"
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$here/.." && ${MVN:-mvn -B -ntp} -q -Pquick -pl op-registry compile dependency:build-classpath \
    -Dmdep.includeScope=runtime -Dmdep.outputFile="$work/classpath")
while read -r release revision same; do
    [ -z "$same" ] || continue
    [ $# -eq 0 ] || case " $* " in *" $release "*) ;; *) continue ;; esac
    if ! $git cat-file -e "$revision^{tree}" 2>/dev/null; then
        echo "$release: $revision is not in this repository"
        continue
    fi
    GIT_INDEX_FILE=$work/index $git read-tree "$revision"
    GIT_INDEX_FILE=$work/index $git checkout-index --all --force --prefix="$work/tree/" 2>"$work/lost" ||
        grep -o 'object .*' "$work/lost" | sed "s/^/$release: not in this repository: /"
    # shellcheck disable=SC2086 # JAVA may have options, and no option is no argument
    ${JAVA:-java} -cp "$here/target/classes:$(cat "$work/classpath")" io.github.tfmobile.registry.build.RegistryBuilder \
        $macros "$work/tree" "$revision" "$release" "$bundled/$release.registry"
    echo "$release: $(wc -c <"$bundled/$release.registry") bytes"
    rm -rf "$work/tree" "$work/index"
done <"$bundled/bundled.txt"
