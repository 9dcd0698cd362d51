package io.github.tfmobile.registry.target;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The macros that a platform's compiler and system headers define by themselves, as far as TensorFlow's sources ask for
 * them. The processor of each platform is the one that its build takes by default or that its devices have: 64-bit ARM
 * on iOS, ARMv7 with NEON on Android (the makefile's {@code ANDROID_ARCH}), ARMv7 on the Raspberry Pi, x86-64 else.
 */
final class CompilerDefines {

    private CompilerDefines() {}

    /** Macro names and values. */
    static SortedMap<String, String> of(Platform platform) {
        SortedMap<String, String> defines = new TreeMap<>();
        defines.put("__cplusplus", "201103L");
        defines.put("__GNUC__", "4");
        defines.put("__GXX_RTTI", "1");
        defines.put("__ORDER_LITTLE_ENDIAN__", "1234");
        defines.put("__ORDER_BIG_ENDIAN__", "4321");
        defines.put("__BYTE_ORDER__", "1234");
        switch (platform) {
            case IOS -> {
                defines.put("__clang__", "1");
                defines.put("__APPLE__", "1");
                defines.put("__MACH__", "1");
                // TargetConditionals.h of the SDK
                defines.put("TARGET_OS_MAC", "1");
                defines.put("TARGET_OS_IPHONE", "1");
                defines.put("TARGET_OS_IOS", "1");
                defines.put("TARGET_OS_EMBEDDED", "1");
                defines.put("TARGET_OS_SIMULATOR", "0");
                defines.put("TARGET_IPHONE_SIMULATOR", "0");
                defines.put("__aarch64__", "1");
                defines.put("__arm64__", "1");
                defines.put("__ARM_NEON", "1");
                defines.put("__ARM_NEON__", "1");
            }
            case ANDROID -> {
                defines.put("__ANDROID__", "1");
                defines.put("__linux__", "1");
                defines.put("__arm__", "1");
                defines.put("__ARM_NEON", "1");
                defines.put("__ARM_NEON__", "1");
            }
            case RASPBERRY_PI -> {
                defines.put("__linux__", "1");
                defines.put("__arm__", "1");
            }
            case LINUX, DESKTOP -> {
                defines.put("__linux__", "1");
                defines.put("__x86_64__", "1");
                defines.put("__amd64__", "1");
            }
        }
        return defines;
    }
}
