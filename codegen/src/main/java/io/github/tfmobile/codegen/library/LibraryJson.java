package io.github.tfmobile.codegen.library;

import io.github.tfmobile.codegen.library.LibraryResult.ImageResult;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a library has and lacks, for a program. */
public final class LibraryJson {

    /** Goes up when a reader of the file would have to change. */
    private static final int FORMAT = 1;

    private LibraryJson() {}

    /** The result as an object of JSON. */
    public static Map<String, Object> of(LibraryResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("tensorflowVersion", result.release());
        json.put("target", result.target().toString());
        json.put("library", String.valueOf(result.library().file().getFileName()));
        json.put("kind", result.library().kind().toString());
        json.put(
                "architectures",
                result.images().stream().map(LibraryJson::image).toList());
        return json;
    }

    private static Map<String, Object> image(ImageResult image) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", image.image().architecture().name());
        json.put("bits", image.image().architecture().bits());
        json.put("objects", image.image().objects());
        json.put("pageSize", image.image().pageSize());
        json.put("kernelClasses", image.known());
        json.put("kernelClassesOfOtherTargets", image.foreign());
        json.put("missing", image.missing().size());
        json.put("open", image.open().size());
        json.put("kernels", image.kernels().stream().map(LibraryJson::kernel).toList());
        return json;
    }

    private static Map<String, Object> kernel(LibraryKernel kernel) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("op", kernel.op());
        if (!kernel.kernelClass().isEmpty()) {
            json.put("class", kernel.kernelClass());
        }
        json.put("presence", kernel.presence().id());
        json.put("files", kernel.files());
        json.put("models", kernel.models());
        return json;
    }
}
