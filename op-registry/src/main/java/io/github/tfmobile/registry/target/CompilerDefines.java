package io.github.tfmobile.registry.target;

/**
 * Macros that compilers and system headers define by themselves, as far as TensorFlow's sources ask for them. Each text ends
 * with a space, so that they can be put together.
 */
final class CompilerDefines {

    static final String EVERYWHERE = "__cplusplus=201103L __GNUC__=4 __GXX_RTTI=1"
            + " __ORDER_LITTLE_ENDIAN__=1234 __ORDER_BIG_ENDIAN__=4321 __BYTE_ORDER__=1234 ";

    static final String LINUX_SYSTEM = "__linux__=1 ";

    /** Clang, and TargetConditionals.h of the SDK for devices. */
    static final String APPLE = "__clang__=1 __APPLE__=1 __MACH__=1 TARGET_OS_MAC=1 TARGET_OS_IPHONE=1 TARGET_OS_IOS=1"
            + " TARGET_OS_EMBEDDED=1 TARGET_OS_SIMULATOR=0 TARGET_IPHONE_SIMULATOR=0 ";

    static final String ARM64 = "__aarch64__=1 ";

    static final String ARM32 = "__arm__=1 ";

    static final String NEON = "__ARM_NEON=1 __ARM_NEON__=1 ";

    static final String X86_64 = "__x86_64__=1 __amd64__=1 ";

    private CompilerDefines() {}
}
