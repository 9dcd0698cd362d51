package io.github.tfmobile.lite.cpp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.lite.generate.MicroMethods;
import io.github.tfmobile.lite.runtime.RegisteredOps;
import io.github.tfmobile.lite.runtime.VersionRange;
import org.junit.jupiter.api.Test;

class RegisterSourceTest {

    @Test
    void readsEveryFormOfARegistration() {
        RegisteredOps ops = RegisterSource.read("""
                #define AddBuiltin(a, b) \\
                  nothing(BuiltinOperator_NEG, Register_NEG())
                BuiltinOpResolver::BuiltinOpResolver() {
                  // AddBuiltin(BuiltinOperator_SIN, Register_SIN());
                  AddBuiltin(BuiltinOperator_ABS, Register_ABS(), /* min_version = */ 1,
                             /* max_version = */ 5);
                  AddBuiltin(BuiltinOperator_ADD, Register_ADD());
                  AddBuiltin(BuiltinOperator_MUL, tflite::ops::builtin::Register_MUL(), 2);
                  AddBuiltin(::tflite::BuiltinOperator_EXP, Register_EXP(), 2, 3);
                  AddCustom("Mfcc", tflite::ops::custom::Register_MFCC());
                  AddCustom("a, \\"b\\"", tflite::ops::custom::Register_B());
                }
                """);
        assertThat(ops.builtin())
                .containsOnlyKeys("ABS", "ADD", "EXP", "MUL")
                .containsEntry("ABS", new VersionRange(1, 5))
                .containsEntry("ADD", new VersionRange(1, 1))
                .containsEntry("EXP", new VersionRange(2, 3))
                .containsEntry("MUL", new VersionRange(2, 2));
        assertThat(ops.custom())
                .hasSize(2)
                .containsEntry("Mfcc", "Register_MFCC")
                .containsEntry("a, \"b\"", "Register_B");
    }

    @Test
    void readsWhatEachMethodOfTheMicroResolverAdds() {
        MicroMethods methods = MicroResolverSource.read("""
                class MicroMutableOpResolver {
                  TfLiteStatus AddCustom(const char* name, const TFLMRegistration* registration) {
                    if (FindOp(name) != nullptr) { return kTfLiteError; }
                  }
                  TfLiteStatus AddCumSum(const TFLMRegistration& registration = Register_CUMSUM()) {
                    return AddBuiltin(BuiltinOperator_CUMSUM, registration, ParseCumsum);
                  }
                  TfLiteStatus AddDelay() {
                    return AddCustom("SignalDelay", tflite::tflm_signal::Register_DELAY());
                  }
                  TfLiteStatus AddEthosU() {
                    TFLMRegistration* registration = tflite::Register_ETHOSU();
                    if (registration) {
                      return AddCustom(tflite::GetString_ETHOSU(), registration);
                    }
                    return kTfLiteOk;
                  }
                 private:
                  TfLiteStatus AddBuiltin(tflite::BuiltinOperator op, const TFLMRegistration& registration) {
                    return kTfLiteOk;
                  }
                };
                """);
        assertThat(methods.builtin()).hasSize(1).containsEntry("CUMSUM", "AddCumSum");
        assertThat(methods.custom())
                .hasSize(2)
                .containsEntry("SignalDelay", "AddDelay")
                .containsEntry("ethos-u", "AddEthosU");
    }

    @Test
    void anyTextIsRead() {
        assertThat(RegisterSource.read("AddBuiltin(BuiltinOperator_ABS, (").builtin())
                .hasSize(1);
        assertThat(RegisterSource.read("\"/* // AddCustom(").custom()).isEmpty();
        assertThat(MicroResolverSource.read("TfLiteStatus AddX(").builtin()).isEmpty();
        assertThat(MicroResolverSource.read("TfLiteStatus AddX() {").builtin()).isEmpty();
    }
}
