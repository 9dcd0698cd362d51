package io.github.tfmobile.registry.starlark;

import java.util.AbstractList;
import java.util.Collections;
import java.util.List;

/** A list, a tuple or a range. */
public sealed interface Sequence permits StarlarkList, Sequence.Tuple, Sequence.Range {

    /** How many items it has. */
    int size();

    /** One of them. */
    Object get(int index);

    /** All of them, as they are now; the list cannot be changed. */
    List<Object> items();

    /** A tuple. */
    record Tuple(@Override List<Object> items) implements Sequence {
        /** Nothing changes the items afterwards. */
        public Tuple {
            items = Collections.unmodifiableList(items);
        }

        @Override
        public int size() {
            return items.size();
        }

        @Override
        public Object get(int index) {
            return items.get(index);
        }
    }

    /** What {@code range(...)} gives. */
    record Range(long start, long stop, long step) implements Sequence {

        @Override
        public int size() {
            long length = step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
            return (int) Math.max(0, Math.min(Integer.MAX_VALUE, length));
        }

        @Override
        public Object get(int index) {
            return start + index * step;
        }

        @Override
        public List<Object> items() {
            return new AbstractList<>() {
                @Override
                public Object get(int index) {
                    return Range.this.get(index);
                }

                @Override
                public int size() {
                    return Range.this.size();
                }
            };
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Range range
                    && size() == range.size()
                    && (size() == 0 || (start == range.start && (size() == 1 || step == range.step)));
        }

        @Override
        public int hashCode() {
            return size() == 0 ? 0 : Long.hashCode(start) * 31 + size();
        }
    }
}
