package dev.slipway.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private static final ObjectKey ONE = new ObjectKey("shop", "one");
    private static final ObjectKey OTHER = new ObjectKey("shop", "other");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void a_key_is_worked_on_by_one_thread_at_a_time() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        Reconciler slow = _ -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            sleep(5);
            inside.decrementAndGet();
            looks.incrementAndGet();
            return new Outcome.Done();
        };
        try (WorkQueue queue = started(slow)) {
            for (int index = 0; index < 50; index++) {
                queue.add(ONE);
                sleep(1);
            }
            await().atMost(PATIENCE).until(() -> looks.get() >= 2 && inside.get() == 0);
            assertThat(most.get()).isEqualTo(1);
        }
    }

    @Test
    void what_comes_while_a_queue_rests_is_looked_at_when_it_starts_again() {
        List<ObjectKey> seen = new CopyOnWriteArrayList<>();
        Reconciler noting = key -> {
            seen.add(key);
            return new Outcome.Done();
        };
        try (WorkQueue queue = started(noting)) {
            queue.add(ONE);
            await().atMost(PATIENCE).until(() -> seen.contains(ONE));
            queue.rest();
            queue.add(OTHER);
            sleep(50);
            assertThat(seen).containsExactly(ONE);
            queue.start(2);
            await().atMost(PATIENCE).until(() -> seen.contains(OTHER));
        }
    }

    @Test
    void a_change_during_a_look_leads_to_one_more() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        Reconciler blocked = _ -> {
            begun.countDown();
            waitFor(go);
            looks.incrementAndGet();
            return new Outcome.Done();
        };
        try (WorkQueue queue = started(blocked)) {
            queue.add(ONE);
            waitFor(begun);
            queue.add(ONE);
            queue.add(ONE);
            go.countDown();
            await().atMost(PATIENCE).until(() -> looks.get() == 2);
            sleep(50);
            assertThat(looks.get()).isEqualTo(2);
        }
    }

    @Test
    void different_keys_are_worked_on_side_by_side() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        Reconciler meeting = _ -> {
            both.countDown();
            waitFor(both);
            return new Outcome.Done();
        };
        try (WorkQueue queue = started(meeting)) {
            queue.add(ONE);
            queue.add(OTHER);
            assertThat(both.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_look_that_fails_is_repeated() {
        AtomicInteger looks = new AtomicInteger();
        Reconciler failing = _ -> {
            if (looks.incrementAndGet() < 4) {
                throw new KubernetesClientException("changed meanwhile", 409, null);
            }
            return new Outcome.Done();
        };
        try (WorkQueue queue = started(failing)) {
            queue.add(ONE);
            await().atMost(PATIENCE).until(() -> looks.get() == 4);
        }
    }

    @Test
    void a_look_that_runs_out_of_stack_does_not_keep_others_waiting() {
        List<ObjectKey> looks = new CopyOnWriteArrayList<>();
        Reconciler picky = key -> {
            looks.add(key);
            if (key.equals(ONE)) {
                throw new StackOverflowError("nested too deeply");
            }
            return new Outcome.Done();
        };
        try (WorkQueue queue = new WorkQueue("Thing", picky, (_, _, _) -> {})) {
            queue.start(1);
            queue.add(ONE);
            queue.add(OTHER);
            await().atMost(PATIENCE).until(() -> looks.contains(OTHER));
        }
    }

    @Test
    void again_comes_by_itself_and_the_earlier_of_two_counts() {
        List<Long> times = new CopyOnWriteArrayList<>();
        long start = System.nanoTime();
        Reconciler twice = _ -> {
            times.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
            return new Outcome.Done();
        };
        try (WorkQueue queue = started(twice)) {
            queue.addAfter(ONE, Duration.ofMinutes(1));
            queue.addAfter(ONE, Duration.ofMillis(50));
            queue.addAfter(ONE, Duration.ofMinutes(2));
            await().atMost(PATIENCE).until(() -> times.size() == 1);
            assertThat(times.getFirst()).isBetween(40L, 5_000L);
        }
    }

    @Test
    void the_earlier_of_two_outcomes_counts() {
        Outcome soon = new Outcome.Again(Duration.ofSeconds(1));
        Outcome late = new Outcome.Again(Duration.ofSeconds(9));
        assertThat(Outcome.earlier(late, soon)).isEqualTo(soon);
        assertThat(Outcome.earlier(new Outcome.Done(), late)).isEqualTo(late);
        assertThat(Outcome.earlier(soon, new Outcome.Done())).isEqualTo(soon);
    }

    @Test
    void closing_waits_for_the_look_that_runs() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        WorkQueue queue = started(_ -> {
            begun.countDown();
            sleep(200);
            ended.incrementAndGet();
            return new Outcome.Done();
        });
        queue.add(ONE);
        waitFor(begun);
        queue.close();
        assertThat(ended.get()).isEqualTo(1);
        queue.add(ONE);
        sleep(50);
        assertThat(ended.get()).isEqualTo(1);
    }

    private static WorkQueue started(Reconciler reconciler) {
        WorkQueue queue = new WorkQueue("Thing", reconciler, (_, _, _) -> {});
        queue.start(4);
        return queue;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("waited too long");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
