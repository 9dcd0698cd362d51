package io.github.tfmobile.engine.setting;

/** What the text of a setting means. */
public enum SettingType {
    /** {@code true} or {@code false}, in any case. */
    BOOLEAN,
    /** {@code true}, {@code false} or some other text. */
    BOOLEAN_OR_TEXT,
    /** A file or a folder; a relative path starts at the base of the request. */
    PATH,
    /** One text. */
    TEXT,
    /** Texts, each an element of its own or with commas between them. */
    LIST,
    /** Things with settings of their own. */
    NESTED
}
