package io.github.tfmobile.common.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Suggestions for many names at once. */
class SuggestionsTest {

    /** Names of which is counted how often somebody looks through them. */
    private static final class Counted extends AbstractCollection<String> {

        private final List<String> names = List.of("conv1", "conv2", "softmax");
        private int looks;

        @Override
        public Iterator<String> iterator() {
            looks++;
            return names.iterator();
        }

        @Override
        public int size() {
            return names.size();
        }
    }

    @Test
    void asksAsOneNameDoes() {
        assertThat(new Suggestions(() -> List.of("softmax", "conv")).question("sofmax"))
                .isEqualTo(Nearest.question("sofmax", List.of("softmax", "conv")));
        assertThat(new Suggestions(List::of).question("sofmax")).isEmpty();
    }

    @Test
    void looksThroughTheNamesOnlyForTheFirst() {
        Counted names = new Counted();
        AtomicInteger made = new AtomicInteger();
        Suggestions suggestions = new Suggestions(() -> {
            made.incrementAndGet();
            return names;
        });

        for (int i = 0; i < 10_000; i++) {
            assertThat(suggestions.question("sofmax").isEmpty()).isEqualTo(i >= Suggestions.MOST);
        }

        assertThat(names.looks).isEqualTo(Suggestions.MOST);
        assertThat(made).hasValue(1);
    }
}
