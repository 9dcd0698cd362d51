package io.github.tfmobile.engine.problem;

import io.github.tfmobile.common.problem.ProblemCode;

/** What may be wrong with a request. */
public enum RequestProblem implements ProblemCode {
    FEED_TWICE,
    FLEX_WITHOUT_RELEASE,
    NAMES_DIFFER_IN_CASE,
    NAME_TWICE,
    NOTHING_FOUND,
    NOTHING_TO_FIND,
    NO_BOOLEAN,
    NO_DEFINE,
    NO_ELEMENTS,
    NO_FEED,
    NO_NAME,
    NO_NAMESPACE,
    NO_SOURCE,
    NO_TEXT,
    RECIPE_AND_TRANSFORMS,
    SETTING_BESIDE_MODELS,
    SETTING_MISSING,
    SETTING_OF_OTHER_SOURCE,
    SEVERAL_REGISTRIES,
    SEVERAL_SOURCES,
    SEVERAL_THINGS_TO_FIND,
    TWO_LITE_RUNTIMES,
    UNKNOWN_CHOICE,
    UNKNOWN_ELEMENT
}
