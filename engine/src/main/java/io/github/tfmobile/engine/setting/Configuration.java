package io.github.tfmobile.engine.setting;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import org.jspecify.annotations.Nullable;

/** What a user configured, as an adapter has it: elements of a configuration file, and settings beside them. */
public interface Configuration {

    /** The settings of some scopes that stand beside the elements. */
    SettingValues values(SettingScope... scopes);

    /** That part of {@link #values} which is said on the command line. */
    SettingValues commandLine(SettingScope... scopes);

    /**
     * The element of a setting that has others nested in it; null where there is none.
     *
     * @throws ProblemException if it cannot be read
     */
    @Nullable
    ConfigurationElement element(Setting setting) throws ProblemException;
}
