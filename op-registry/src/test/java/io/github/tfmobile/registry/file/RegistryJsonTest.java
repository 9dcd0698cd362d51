package io.github.tfmobile.registry.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.SampleRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryJsonTest {

    @TempDir
    Path directory;

    @Test
    void writesOneLineForEachRegistration() throws Exception {
        Path file = directory.resolve("r.json");

        RegistryJson.write(SampleRegistry.create(), file);

        assertThat(Files.readString(file)).isEqualTo("""
                        {"op":"Abs","device":"CPU","label":"","priority":0,"constraints":[["T",["DT_FLOAT"]]],\
                        "host":[],"class":"UnaryOp<float>","file":"tensorflow/core/kernels/cwise_op_abs.cc",\
                        "line":20,"profiles":["ios-slim","ios-full","raspberry-pi-slim"]}
                        {"op":"Abs","device":"CPU","label":"","priority":0,"constraints":[["T",["DT_INT64"]]],\
                        "host":[],"class":"UnaryOp<\\u00E4 int64>","file":"tensorflow/core/kernels/cwise_op_abs.cc",\
                        "line":21,"profiles":["ios-full"]}
                        {"op":"Gemm","device":"CPU","label":"neon","priority":-2,"constraints":[],\
                        "host":["in","out"],"class":"GemmOp","file":"tensorflow/core/kernels/gemm.cc",\
                        "line":7,"profiles":[]}
                        """);
    }
}
