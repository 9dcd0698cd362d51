package io.github.tfmobile.maven;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.codehaus.plexus.configuration.PlexusConfiguration;

/** Prepares many copies of one model in one execution of the goal and prints how long that took, for measurements. */
public final class PrepareMain {

    private PrepareMain() {}

    /**
     * Prepares them: all, then with nothing changed, then with one model changed.
     *
     * @param args folder of a model with graph.pb and model.ckpt, its input, its output, number of models, folder for the
     *     copies and the outputs
     */
    public static void main(String[] args) throws Exception {
        Path source = Path.of(args[0]);
        Path work = Path.of(args[4]);
        List<PlexusConfiguration> models = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            Path folder = Files.createDirectories(work.resolve("model" + i));
            for (String file : List.of("graph.pb", "model.ckpt.index", "model.ckpt.data-00000-of-00001")) {
                Files.copy(source.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            models.add(Configured.model(
                    "model" + i, folder.resolve("graph.pb"), folder.resolve("model.ckpt"), args[1], args[2]));
        }
        File output = work.resolve("output").toFile();
        double all = seconds(models, output);
        double nothing = seconds(models, output);
        // An empty function library behind what there is: another file, the same graph.
        Files.write(work.resolve("model0/graph.pb"), new byte[] {0x12, 0}, StandardOpenOption.APPEND);
        double one = seconds(models, output);
        System.out.printf(Locale.ROOT, "all=%.3f nothing=%.3f one=%.3f%n", all, nothing, one);
    }

    private static double seconds(List<PlexusConfiguration> models, File output) throws Exception {
        PrepareMojo mojo = new PrepareMojo();
        mojo.setLog(new QuietLog());
        mojo.models = Configured.models(models);
        mojo.platform = "ios";
        mojo.outputDirectory = output;
        long start = System.nanoTime();
        mojo.execute();
        return (System.nanoTime() - start) / 1e9;
    }
}
