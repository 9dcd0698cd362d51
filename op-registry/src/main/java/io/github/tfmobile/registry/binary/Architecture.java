package io.github.tfmobile.registry.binary;

/**
 * A processor architecture.
 *
 * @param name as in {@code arm64}; {@code machine 243} for one that has no name here
 * @param bits 32 or 64
 */
public record Architecture(String name, int bits) implements Comparable<Architecture> {

    /** The architecture of an ELF file ({@code e_machine}). */
    static Architecture ofElf(int machine, int bits) {
        String name = switch (machine) {
            case 3 -> "x86";
            case 8 -> bits == 64 ? "mips64" : "mips";
            case 40 -> "arm";
            case 62 -> "x86_64";
            case 183 -> "arm64";
            case 243 -> bits == 64 ? "riscv64" : "riscv32";
            default -> "machine " + machine;
        };
        return new Architecture(name, bits);
    }

    /** The architecture of a Mach-O file ({@code cputype}). */
    static Architecture ofMachO(int type, int bits) {
        String name = switch (type) {
            case 7 -> "x86";
            case 12 -> "arm";
            case 0x01000007 -> "x86_64";
            case 0x0100000c -> "arm64";
            case 0x0200000c -> "arm64_32";
            default -> "machine " + Integer.toUnsignedString(type);
        };
        return new Architecture(name, bits);
    }

    /** What Android calls it, as in {@code arm64-v8a}. */
    public String androidAbi() {
        return switch (name) {
            case "arm" -> "armeabi-v7a";
            case "arm64" -> "arm64-v8a";
            default -> name;
        };
    }

    @Override
    public int compareTo(Architecture other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
