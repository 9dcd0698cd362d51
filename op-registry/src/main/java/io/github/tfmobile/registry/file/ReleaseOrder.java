package io.github.tfmobile.registry.file;

import java.util.Comparator;

/** Orders releases as their numbers say, one before a release ({@code 2.1.0-rc2}) before the release itself. */
public enum ReleaseOrder implements Comparator<String> {
    /** The order. */
    INSTANCE;

    @Override
    public int compare(String left, String right) {
        String[] a = left.split("[.-]", -1);
        String[] b = right.split("[.-]", -1);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            int order = a[i].matches("[0-9]{1,9}") && b[i].matches("[0-9]{1,9}")
                    ? Integer.compare(Integer.parseInt(a[i]), Integer.parseInt(b[i]))
                    : a[i].compareTo(b[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(b.length, a.length);
    }
}
