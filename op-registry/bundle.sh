#!/bin/sh
# Makes the registries that come with op-registry anew, from a git repository with TensorFlow's history.
#
#   op-registry/bundle.sh REPOSITORY [RELEASE...]
#
# REPOSITORY is a clone of TensorFlow (or its .git directory); it is only read. Without RELEASEs all those of bundled.txt
# are made whose revision the repository has. For a new release add a line with its name and revision to bundled.txt
# first. Files that the repository lacks are named and left out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bundled=$here/src/main/resources/io/github/tfmobile/registry/file
git="git --git-dir=$(git -C "$1" rev-parse --absolute-git-dir)"
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$here/.." && ${MVN:-mvn -B -ntp} -q -Pquick -pl op-registry compile dependency:build-classpath \
    -Dmdep.includeScope=runtime -Dmdep.outputFile="$work/classpath")
while read -r release revision; do
    [ $# -eq 0 ] || case " $* " in *" $release "*) ;; *) continue ;; esac
    if ! $git cat-file -e "$revision^{tree}" 2>/dev/null; then
        echo "$release: $revision is not in this repository"
        continue
    fi
    GIT_INDEX_FILE=$work/index $git read-tree "$revision"
    GIT_INDEX_FILE=$work/index $git checkout-index --all --force --prefix="$work/tree/" 2>"$work/lost" ||
        grep -o 'object .*' "$work/lost" | sed "s/^/$release: not in this repository: /"
    ${JAVA:-java} -cp "$here/target/classes:$(cat "$work/classpath")" io.github.tfmobile.registry.file.RegistryBuilder \
        "$work/tree" "$revision" "$release" "$bundled/$release.registry"
    echo "$release: $(wc -c <"$bundled/$release.registry") bytes"
    rm -rf "$work/tree" "$work/index"
done <"$bundled/bundled.txt"
