// Asks the libraries of a TensorFlow release which ops and kernels they register. Not every release exports the C functions
// for that, so the C++ functions behind them are called by their mangled names; messages go in and out as bytes.
//
//   ask ops      LIBRARY... >FILE             the OpList, internal ops included
//   ask kernels  LIBRARY... >FILE             the KernelList; releases before 1.10 lack the function: exit status 3
//   ask lines    LIBRARY... <OPS >FILE        "OP name" and what KernelsRegisteredForOp says of it, for each op of a line
//   ask classes  LIBRARY... <NODES >FILE      for each line "device NodeDef-in-hex": the kernel class, a tab and the KernelDef
//                                             in hex, or an empty line where the release has no kernel or cannot decide
//
// To be compiled with the ABI of strings that the libraries have: -D_GLIBCXX_USE_CXX11_ABI=0 or 1.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#if _GLIBCXX_USE_CXX11_ABI
#define TAG "B5cxx11"
#define STRING "NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
#else
#define TAG ""
#define STRING "Ss"
#endif

namespace {

// Larger than any of the messages, whose size only the libraries know.
constexpr size_t kMessage = 4096;

struct Piece {  // StringPiece and absl::string_view are laid out alike
    const char* data;
    size_t size;
};

template <typename Function>
Function* find(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

template <typename Function>
Function* need(const char* name) {
    Function* function = find<Function>(name);
    if (function == nullptr) {
        std::cerr << "not exported: " << name << "\n";
        _exit(3);
    }
    return function;
}

std::string bytes(const void* message) {
    return need<std::string(const void*)>("_ZNK6google8protobuf11MessageLite17SerializeAsString" TAG "Ev")(message);
}

std::string fromHex(const std::string& hex) {
    std::string result;
    for (size_t i = 0; i + 1 < hex.size(); i += 2) {
        result.push_back(static_cast<char>(strtol(hex.substr(i, 2).c_str(), nullptr, 16)));
    }
    return result;
}

std::string toHex(const std::string& data) {
    std::string result;
    char digits[3];
    for (unsigned char byte : data) {
        snprintf(digits, sizeof digits, "%02x", byte);
        result += digits;
    }
    return result;
}

void ops() {
    alignas(16) char list[kMessage];
    need<void(void*)>("_ZN10tensorflow6OpListC1Ev")(list);
    void* registry = need<void*()>("_ZN10tensorflow10OpRegistry6GlobalEv")();
    need<void(void*, bool, void*)>("_ZNK10tensorflow10OpRegistry6ExportEbPNS_6OpListE")(registry, true, list);
    std::cout << bytes(list);
}

void kernels() {
    alignas(16) char list[kMessage];  // returned by value, which is by address
    need<void(void*)>("_ZN10tensorflow23GetAllRegisteredKernelsEv")(list);
    std::cout << bytes(list);
}

void lines() {
    using Describe = std::string(Piece);
    Describe* describe = find<Describe>("_ZN10tensorflow22KernelsRegisteredForOp" TAG "EN4absl11string_viewE");
    if (describe == nullptr) {
        describe = need<Describe>("_ZN10tensorflow22KernelsRegisteredForOp" TAG "ENS_11StringPieceE");
    }
    std::string op;
    while (std::getline(std::cin, op)) {
        std::cout << "OP " << op << "\n" << describe({op.data(), op.size()}) << "\n";
    }
}

void classes() {
    auto* construct = need<void(void*)>("_ZN10tensorflow7NodeDefC1Ev");
    auto* parse = need<bool(void*, const void*, int)>("_ZN6google8protobuf11MessageLite14ParseFromArrayEPKvi");
    // The result is a Status, returned by address; a DeviceType is a string.
    auto* lookUp = need<void(void*, const std::string&, const void*, const void**, std::string*)>(
        "_ZN10tensorflow13FindKernelDefERKNS_10DeviceTypeERKNS_7NodeDefEPPKNS_9KernelDefEP" STRING);
    std::string line;
    while (std::getline(std::cin, line)) {
        size_t space = line.find(' ');
        std::string device = line.substr(0, space);
        std::string data = fromHex(line.substr(space + 1));
        alignas(16) char node[kMessage];
        alignas(16) char status[64] = {};
        construct(node);
        const void* kernel = nullptr;
        std::string kernelClass;
        if (parse(node, data.data(), static_cast<int>(data.size()))) {
            lookUp(status, device, node, &kernel, &kernelClass);
        }
        std::cout << (kernel == nullptr ? "" : kernelClass + "\t" + toHex(bytes(kernel))) << "\n";
    }
}

}  // namespace

int main(int count, char** arguments) {
    for (int i = 2; i < count; i++) {
        if (dlopen(arguments[i], RTLD_NOW | RTLD_GLOBAL) == nullptr) {
            std::cerr << dlerror() << "\n";
            return 2;
        }
    }
    std::string what = count > 1 ? arguments[1] : "";
    if (what == "ops") {
        ops();
    } else if (what == "kernels") {
        kernels();
    } else if (what == "lines") {
        lines();
    } else if (what == "classes") {
        classes();
    } else {
        std::cerr << "ask ops|kernels|lines|classes LIBRARY...\n";
        return 2;
    }
    std::cout.flush();
    _exit(0);  // without the destructors of libraries that were never meant to be unloaded
}
