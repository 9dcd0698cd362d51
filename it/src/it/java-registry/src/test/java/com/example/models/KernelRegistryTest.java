package com.example.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelRegistryTest {

    private final KernelRegistry.Model model = KernelRegistry.models().get("mlp");

    @Test
    void findsTheModelAmongTheResources() throws Exception {
        try (InputStream graph = getClass().getResourceAsStream("/" + model.resourcePath())) {
            assertNotNull(graph);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(graph.readAllBytes());
            assertEquals(model.sha256(), String.format("%064x", new BigInteger(1, digest)));
        }
    }

    @Test
    void knowsInputsAndOutputs() {
        assertEquals("x", model.inputs().get(0).name());
        assertEquals("DT_FLOAT", model.inputs().get(0).dtype());
        assertEquals("softmax", model.outputs().get(0).name());
    }

    @Test
    void runsTheModelThatItWasMadeFor() throws Exception {
        try (InputStream graph = getClass().getResourceAsStream("/" + model.resourcePath())) {
            assertEquals(List.of(), KernelRegistry.missingFrom(graph));
        }
    }

    @Test
    void refusesAModelThatNeedsMore() throws Exception {
        File other = new File(System.getProperty("corpus"), "tf1/mobilenet_v1_train/optimized.pb");
        List<KernelRegistry.Missing> missing = KernelRegistry.missingFrom(Files.readAllBytes(other.toPath()));
        assertTrue(missing.stream().anyMatch(each -> each.op().equals("Conv2D")));
        assertFalse(missing.stream().anyMatch(each -> each.op().equals("Softmax")));
        // The file was written by a newer TensorFlow: 1.15.0 refuses attrs that its MatMul has.
        assertTrue(missing.stream()
                .anyMatch(each -> each.op().equals("MatMul") && each.reason().contains("grad_a")));
    }

    @Test
    void answersForOpsAndDtypes() {
        assertTrue(KernelRegistry.isRegistered("MatMul", "float"));
        assertFalse(KernelRegistry.isRegistered("MatMul", "complex128"));
        assertFalse(KernelRegistry.isRegistered("DecodeJpeg"));
    }
}
