package io.github.tfmobile.codegen.library;

import io.github.tfmobile.registry.binary.NativeLibrary;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.util.List;

/**
 * What a library has of what models need.
 *
 * @param release the TensorFlow release of the target
 * @param target the target
 * @param library the library
 * @param images what it has for each architecture
 */
public record LibraryResult(String release, Target target, NativeLibrary library, List<ImageResult> images) {

    /** The smallest page size of the devices on which Android loads nothing that is aligned to less, in bytes. */
    public static final long LARGE_PAGE = 16 << 10;

    /** Copies the list. */
    public LibraryResult {
        images = List.copyOf(images);
    }

    /**
     * What it has for one architecture.
     *
     * @param image the code
     * @param kernels the kernels that the models need, sorted by op and class
     * @param known how many of the kernel classes that the release can register it has
     * @param foreign how many of these the target does not register
     * @param fitting the choices of types with which the target's platform registers all of them; all of the same
     *     release
     */
    public record ImageResult(
            NativeLibrary.Image image, List<LibraryKernel> kernels, int known, int foreign, List<Types> fitting) {

        /** Copies the lists. */
        public ImageResult {
            kernels = List.copyOf(kernels);
            fitting = List.copyOf(fitting);
        }

        /** The kernels that are certainly not there. */
        public List<LibraryKernel> missing() {
            return kernels.stream()
                    .filter(kernel -> kernel.presence().isMissing())
                    .toList();
        }

        /** The kernels of which it cannot be told. */
        public List<LibraryKernel> open() {
            return kernels.stream()
                    .filter(kernel -> kernel.presence() == LibraryKernel.Presence.OPEN)
                    .toList();
        }

        /** Whether Android cannot load it on devices with large pages, which are of 64 bits. */
        public boolean hasSmallPages() {
            return image.architecture().bits() == 64 && image.pageSize() > 0 && image.pageSize() < LARGE_PAGE;
        }
    }
}
