package io.github.tfmobile.maven;

import io.github.tfmobile.common.problem.ProblemCode;

/** What may be wrong with the configuration in a POM. */
public enum ConfigurationProblem implements ProblemCode {
    EXPRESSION_NOT_EVALUATED,
    UNKNOWN_PARAMETER,
    UNKNOWN_PROPERTY
}
