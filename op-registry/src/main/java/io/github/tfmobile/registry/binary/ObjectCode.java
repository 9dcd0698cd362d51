package io.github.tfmobile.registry.binary;

import java.util.List;

/**
 * The content of one object file, shared library or executable.
 *
 * @param architecture what it runs on
 * @param kind what it is
 * @param pageSize the largest page size that its segments allow; 0 where it has none, as an object file
 * @param constants where its constants are
 * @param code where the code of what is linked is; empty for object files, in which nothing has an address yet
 */
record ObjectCode(
        Architecture architecture, NativeLibrary.Kind kind, long pageSize, List<Region> constants, List<Region> code) {

    ObjectCode {
        constants = List.copyOf(constants);
        code = List.copyOf(code);
    }
}
