package dev.slipway.nodeagent.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtobufMessageTest {
    @Test
    void strings_and_messages_have_their_length_in_front() {
        assertThat(new ProtobufMessage()
                        .with(1, "tun0")
                        .with(2, new ProtobufMessage().with(3, "rw"))
                        .encoded())
                .containsExactly(0x0a, 4, 't', 'u', 'n', '0', 0x12, 4, 0x1a, 2, 'r', 'w');
    }

    @Test
    void lengths_above_127_take_two_bytes() {
        byte[] encoded = new ProtobufMessage().with(1, "x".repeat(300)).encoded();
        assertThat(encoded).hasSize(303).startsWith(0x0a, 0xac, 0x02);
    }

    @Test
    void fields_are_counted_and_others_are_skipped() {
        byte[] message =
                new ProtobufMessage().with(1, "a").with(7, "other").with(1, "b").encoded();
        assertThat(ProtobufMessage.count(message, 1)).isEqualTo(2);
    }

    @Test
    void field_longer_than_its_message_is_refused() {
        assertThatThrownBy(() -> ProtobufMessage.count(new byte[] {0x0a, 100, 1}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a field is longer than its message");
    }

    @Test
    void whatever_comes_is_read_or_refused() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] message = new byte[random.nextInt(24)];
            random.nextBytes(message);
            try {
                assertThat(ProtobufMessage.count(message, 1)).isLessThanOrEqualTo(message.length);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }
}
