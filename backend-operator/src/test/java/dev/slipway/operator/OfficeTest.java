package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OfficeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Office office = new Office(this::prepare, () -> done.add("began"), () -> done.add("ended"));

    @Test
    void work_begins_when_it_could_be_prepared() {
        refusals.set(1);
        office.take();
        await().atMost(PATIENCE).until(() -> done.contains("began"));
        assertThat(done).containsExactly("refused", "prepared", "began");
    }

    @Test
    void work_that_could_not_be_prepared_in_time_never_begins() {
        refusals.set(1);
        office.take();
        await().atMost(PATIENCE).until(() -> done.contains("refused"));
        office.leave();
        refusals.set(Integer.MAX_VALUE);
        await().during(Duration.ofMillis(1500)).atMost(PATIENCE).until(() -> !done.contains("began"));
        assertThat(done).doesNotContain("ended");
    }

    @Test
    void work_is_laid_down_and_taken_up_again() {
        office.take();
        await().atMost(PATIENCE).until(() -> done.contains("began"));
        office.leave();
        office.leave();
        assertThat(done).containsExactly("prepared", "began", "ended");
        office.take();
        await().atMost(PATIENCE).until(() -> done.size() == 5);
        assertThat(done).endsWith("prepared", "began");
    }

    private void prepare() {
        if (refusals.getAndDecrement() > 0) {
            done.add("refused");
            throw new IllegalStateException("not yet");
        }
        done.add("prepared");
    }
}
