package io.github.tfmobile.maven;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Parameters as one text that is different when one of them is; by reflection, so that no parameter is forgotten. */
final class ParameterText {

    private ParameterText() {}

    /** The text of a parameter: a value, a list, or an object of one of this package's classes. */
    static String of(@Nullable Object parameter) {
        if (parameter instanceof Collection<?> all) {
            StringJoiner text = new StringJoiner(",", "[", "]");
            all.forEach(each -> text.add(of(each)));
            return text.toString();
        }
        if (parameter == null || !parameter.getClass().getPackageName().equals(ParameterText.class.getPackageName())) {
            String text = String.valueOf(parameter);
            return parameter == null ? "-" : text.length() + ":" + text;
        }
        StringJoiner text = new StringJoiner(",", "{", "}");
        for (Field field : parameter.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                try {
                    text.add(field.getName() + "=" + of(field.get(parameter)));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("a parameter's field is at least package-private", e);
                }
            }
        }
        return text.toString();
    }
}
