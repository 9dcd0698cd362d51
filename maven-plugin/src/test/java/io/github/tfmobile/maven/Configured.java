package io.github.tfmobile.maven;

import java.nio.file.Path;
import java.util.List;
import org.codehaus.plexus.configuration.DefaultPlexusConfiguration;
import org.codehaus.plexus.configuration.PlexusConfiguration;

/** Configuration as a POM would have it. */
final class Configured {

    private Configured() {}

    /** {@code <models>} with these. */
    static PlexusConfiguration models(List<PlexusConfiguration> models) {
        DefaultPlexusConfiguration all = new DefaultPlexusConfiguration("models");
        models.forEach(all::addChild);
        return all;
    }

    /** A {@code <model>} from a graph and, unless it is null, a checkpoint. */
    static PlexusConfiguration model(String name, Path graph, Path checkpoint, String input, String output) {
        DefaultPlexusConfiguration model = new DefaultPlexusConfiguration("model");
        model.addChild("name", name);
        model.addChild("graph", graph.toString());
        if (checkpoint != null) {
            model.addChild("checkpoint", checkpoint.toString());
        }
        model.addChild("inputs", input);
        model.addChild("outputs", output);
        return model;
    }
}
