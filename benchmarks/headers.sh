#!/bin/sh
# Writes the headers that a build of TensorFlow 1.x generates, as far as compiling without linking needs them: those of
# protocol buffers, with the protoc on the path, and those of proto_text, declarations only.
#
# Usage: benchmarks/headers.sh TREE DIRECTORY
set -eu
tree=$1
mkdir -p "$2"
directory=$(cd "$2" && pwd)
cd "$tree"
find tensorflow/core tensorflow/contrib -name '*.proto' ! -path '*/testdata/*' | sort >"$directory/protos"
xargs protoc --cpp_out="$directory" <"$directory/protos" 2>"$directory/log"
while read -r proto; do
    header=${proto%.proto}
    # a message is a final class in the generated header, whose name has the names of the messages around it
    awk -v header="$header.pb.h" -v package="$(sed -n 's/^package \(.*\);.*/\1/p' "$proto")" '
        BEGIN {
            count = split(package, names, ".")
            print "#pragma once\n#include \"tensorflow/core/platform/protobuf.h\""
            print "#include \"tensorflow/core/platform/types.h\"\n#include \"" header "\""
            for (i = 1; i <= count; i++) print "namespace " names[i] " {"
        }
        $1 == "class" && $3 == "final" {
            print "string ProtoDebugString(const " $2 "&);\nstring ProtoShortDebugString(const " $2 "&);"
            print "bool ProtoParseFromString(const string&, " $2 "*);"
        }
        $1 == "enum" && $3 == ":" { print "const char* EnumName_" $2 "(" $2 ");" }
        END { for (i = 1; i <= count; i++) print "}" }
    ' "$directory/$header.pb.h" >"$directory/$header.pb_text.h"
done <"$directory/protos"
echo "$(wc -l <"$directory/protos") protocol buffer files"
