package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.setting.SettingScope;
import java.io.File;
import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Checks a native library that was built for the target: which of the kernels that the models need it has and lacks, and
 * for Android whether its segments are aligned to 16 KB. Fails on what it lacks.
 *
 * @since 0.1.0
 */
@Mojo(name = "check-library", requiresProject = false, threadSafe = true)
public final class CheckLibraryMojo extends AbstractTargetMojo {

    /**
     * The library: a shared library ({@code .so}) or a static archive ({@code .a}), of ELF or Mach-O files of any
     * architecture.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tfmobile.library")
    @Nullable
    File library;

    @Override
    void run() throws ProblemException, IOException {
        engine().checkLibrary(request(), parameters().values(SettingScope.LIBRARY));
    }
}
