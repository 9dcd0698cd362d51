package io.github.tfmobile.lite;

import io.github.tfmobile.common.testing.FuzzTarget;
import io.github.tfmobile.lite.cpp.MicroResolverSource;
import io.github.tfmobile.lite.flex.FlexOps;
import io.github.tfmobile.lite.model.ModelReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The readers of this module that take any bytes, as {@link FuzzTarget} says. */
enum FuzzTargets implements FuzzTarget {
    /** A {@code .tflite} file, with the options of its Flex ops. */
    MODEL {
        @Override
        public void read(byte[] data, Path folder) throws Exception {
            FlexOps.of(ModelReader.read(Files.write(folder.resolve("m.tflite"), data)), problem -> {});
        }

        @Override
        public List<byte[]> seeds() throws Exception {
            List<byte[]> seeds = new ArrayList<>();
            for (String model : Samples.models()) {
                Path file = Samples.file(model);
                if (Files.size(file) < 20_000) {
                    seeds.add(Files.readAllBytes(file));
                }
            }
            return seeds;
        }
    },
    /** The header of the resolver for microcontrollers. */
    MICRO {
        @Override
        public void read(byte[] data, Path folder) throws Exception {
            MicroResolverSource.read(Files.write(folder.resolve("micro_mutable_op_resolver.h"), data));
        }

        @Override
        public List<byte[]> seeds() {
            return FuzzTarget.texts("""
                    // a comment
                    template <unsigned int tOpCount>
                    class MicroMutableOpResolver : public MicroOpResolver {
                     public:
                      TfLiteStatus AddAbs() { return AddBuiltin(BuiltinOperator_ABS, Register_ABS(), ParseAbs); }
                      TfLiteStatus AddConv2D(const TFLMRegistration& registration = Register_CONV_2D()) {
                        return AddBuiltin(BuiltinOperator_CONV_2D, registration, ParseConv2D);
                      }
                      TfLiteStatus AddEthosU() {
                        TFLMRegistration* registration = tflite::Register_ETHOSU();
                        if (registration) { return AddCustom(tflite::GetString_ETHOSU(), registration); }
                        return kTfLiteOk;
                      }
                      TfLiteStatus AddDelay() { return AddCustom("SignalDelay", tflite::tflm_signal::Register_DELAY()); }
                    };
                    """);
        }
    }
}
