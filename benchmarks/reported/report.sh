#!/bin/sh
# Compares a registry with all that a published TensorFlow binary reports of itself, and look-up with the binary's own.
#   benchmarks/reported/report.sh ARTIFACT REGISTRY WORK_DIRECTORY [OP...]
# ARTIFACT is on Maven Central: org.tensorflow:libtensorflow_jni:1.14.0, or for TensorFlow 2.3 and 2.4
# org.tensorflow:tensorflow-core-api:0.2.0:jar:linux-x86_64 and 0.3.3. REGISTRY is a source tree, a registry file or a
# bundled release; OPs are left out of the digests that the last line but one has. WORK_DIRECTORY takes libraries and reports.
# CLASSPATH holds the classes of op-registry, its tests and its dependencies. Linux on x86-64, with g++, mvn and unzip.
set -eu
artifact=$1 registry=$2 work=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
work=$(cd "$work" && pwd)
if [ ! -e "$work/jar" ]; then
    ${MVN:-mvn -B -ntp} -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/jars"
    unzip -qjo "$work"/jars/*.jar '*linux-x86_64*.so*' -d "$work"
    mv "$work"/jars/*.jar "$work/jar"
fi
libraries=$(ls -r "$work"/libtensorflow_framework.so* | head -1)
for library in libtensorflow_jni.so libtensorflow_cc.so.2; do
    [ ! -e "$work/$library" ] || libraries="$libraries $work/$library"
done
abi=0
! nm -D "$work"/libtensorflow_framework.so* | grep -q SerializeAsStringB5cxx11 || abi=1
g++ -O1 -D_GLIBCXX_USE_CXX11_ABI=$abi "$here/ask.cc" -o "$work/ask" -ldl
# shellcheck disable=SC2086
LD_LIBRARY_PATH=$work java io.github.tfmobile.registry.file.BinaryReport "$work/ask" "$work" $libraries
java io.github.tfmobile.registry.file.OracleComparison "$registry" "$work/kernels.json" "$work/ops.pb" "$@"
# shellcheck disable=SC2086
LD_LIBRARY_PATH=$work java io.github.tfmobile.registry.file.LookupComparison "$registry" "$work/ask" $libraries
