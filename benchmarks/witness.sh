#!/bin/sh
# Compares the kernel classes in a published library for Android with the profiles of a registry, for every ABI.
#   benchmarks/witness.sh ARTIFACT REGISTRY WORK_DIRECTORY
# ARTIFACT is an aar on Maven Central: org.tensorflow:tensorflow-android:1.13.1 (or 1.4.0), or
# org.tensorflow:tensorflow-lite-select-tf-ops:2.14.0. REGISTRY is a registry file or a bundled release. WORK_DIRECTORY takes the
# libraries and ARTIFACT's class texts, ARTIFACTID-VERSION.gz, which WitnessTest reads from its resources.
# CLASSPATH holds the classes of op-registry, its tests and its dependencies. Needs mvn and unzip.
set -eu
artifact=$1 registry=$2 work=$3
mkdir -p "$work"
work=$(cd "$work" && pwd)
name=$(echo "${artifact#*:}" | tr : -)
if [ ! -e "$work/$name" ]; then
    ${MVN:-mvn -B -ntp} -q dependency:copy -Dartifact="$artifact:aar" -DoutputDirectory="$work"
    unzip -qo "$work/$name.aar" 'jni/*' -d "$work/$name"
fi
java io.github.tfmobile.registry.binary.LibraryWitness "$registry" "$work/$name.gz" "$work/$name"/jni/*/*.so
