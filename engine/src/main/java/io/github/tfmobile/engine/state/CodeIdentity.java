package io.github.tfmobile.engine.state;

import io.github.tfmobile.common.file.FileStamp;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the code that runs, with all that the user added to its class path, from every other. */
public final class CodeIdentity {

    private static final Map<Class<?>, String> KNOWN = new ConcurrentHashMap<>();

    private CodeIdentity() {}

    /**
     * Size and time of all jars of a class's loader, or of its own where the loader does not tell, as they were when it was
     * first asked: what was loaded of them runs on, whatever takes their place.
     *
     * @throws IOException if one of them has no path
     */
    public static String of(Class<?> type) throws IOException {
        String known = KNOWN.get(type);
        if (known == null) {
            known = read(type);
            KNOWN.put(type, known);
        }
        return known;
    }

    private static String read(Class<?> type) throws IOException {
        List<Path> code = new ArrayList<>();
        try {
            if (type.getClassLoader() instanceof URLClassLoader loader) {
                for (URL url : loader.getURLs()) {
                    code.add(Path.of(url.toURI()));
                }
            } else {
                code.add(Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().toURI()));
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        List<String> stamps = new ArrayList<>();
        for (Path jar : code) {
            FileStamp stamp = FileStamp.of(jar);
            stamps.add(jar + (stamp == null ? "" : " " + stamp.size() + " " + stamp.modified()));
        }
        return stamps.toString();
    }
}
