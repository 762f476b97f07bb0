package dev.slipway.importer.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LookupsTest {
    private final AtomicInteger made = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-30T08:00:00Z");

    @Test
    void who_asks_again_and_again_costs_one_look_up_a_moment() {
        Lookups<String, Integer> lookups = new Lookups<>(_ -> made.incrementAndGet(), () -> now);
        for (int i = 0; i < 100; i++) {
            assertThat(lookups.find("a")).hasValue(1);
        }
        assertThat(lookups.find("b")).hasValue(2);
        now = now.plusSeconds(3);
        assertThat(lookups.find("a")).as("what is new is seen").hasValue(3);
    }

    @Test
    void who_asks_for_many_things_makes_few_look_ups_at_once() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        Lookups<Integer, String> slow = new Lookups<>(
                key -> {
                    made.incrementAndGet();
                    try {
                        answer.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return "found " + key;
                },
                () -> now);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<String>>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int key = i;
                all.add(callers.submit(() -> slow.find(key)));
            }
            int refused = 0;
            while (refused < 42) {
                refused = (int) all.stream().filter(Future::isDone).count();
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(made).hasValue(8);
            answer.countDown();
            for (Future<Optional<String>> one : all) {
                one.get(10, TimeUnit.SECONDS);
            }
        }
        assertThat(slow.find(99)).as("afterwards all goes on").hasValue("found 99");
    }
}
