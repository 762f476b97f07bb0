package dev.slipway.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class OutboxTest {
    private final Outbox outbox = new Outbox();

    @Test
    void replies_keep_their_order_and_go_before_the_state() throws Exception {
        outbox.state("state");
        outbox.reply("1");
        outbox.reply("2");
        assertThat(outbox.take()).contains("1");
        assertThat(outbox.take()).contains("2");
        assertThat(outbox.take()).contains("state");
    }

    @Test
    void of_many_states_only_the_newest_is_kept() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            outbox.state("state " + i);
        }
        assertThat(outbox.take()).contains("state 99999");
        outbox.close();
        assertThat(outbox.take()).isEmpty();
    }

    @Test
    void line_that_is_not_sent_is_noticed() throws Exception {
        assertThat(outbox.stuckFor()).isZero();
        outbox.reply("1");
        outbox.take();
        Thread.sleep(20);
        assertThat(Duration.ofNanos(outbox.stuckFor())).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }

    @Test
    void draining_ends_when_all_is_sent_or_its_time_is_over() throws Exception {
        outbox.reply("1");
        long start = System.nanoTime();
        outbox.drain(50);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(40));
        outbox.take();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                outbox.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        outbox.drain(5_000);
        outbox.close();
        reader.join();
    }
}
