package dev.slipway.launcher.viewers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SerialHistoryTest {
    @Test
    void a_reader_gets_what_was_appended_across_the_end_of_the_ring() throws Exception {
        SerialHistory history = new SerialHistory(8);
        history.append(bytes("abcdef"));
        long position = history.positionBack(2);
        history.append(bytes("ghij"));
        assertThat(read(history, position, 100)).isEqualTo("efghij");
    }

    @Test
    void positions_before_the_first_byte_do_not_exist() {
        SerialHistory history = new SerialHistory(8);
        history.append(bytes("ab"));
        assertThat(history.positionBack(100)).isZero();
    }

    @Test
    void a_reader_that_is_overtaken_has_lost_the_line() throws Exception {
        SerialHistory history = new SerialHistory(4);
        history.append(bytes("abcde"));
        assertThat(history.isLost(0)).isTrue();
        assertThat(history.read(0, new byte[4], () -> true)).isEqualTo(SerialHistory.LOST);
        assertThat(read(history, 1, 4)).isEqualTo("bcde");
    }

    @Test
    void the_end_comes_after_the_last_byte() throws Exception {
        SerialHistory history = new SerialHistory(4);
        history.append(bytes("ab"));
        history.end();
        assertThat(read(history, 0, 4)).isEqualTo("ab");
        assertThat(history.read(2, new byte[4], () -> true)).isEqualTo(SerialHistory.ENDED);
    }

    @Test
    void a_reader_that_has_left_waits_no_longer() throws Exception {
        assertThat(new SerialHistory(4).read(0, new byte[4], () -> false)).isEqualTo(SerialHistory.ENDED);
    }

    @Test
    void random_appends_and_reads_agree_with_a_plain_copy() throws Exception {
        Random random = new Random(42);
        SerialHistory history = new SerialHistory(64);
        StringBuilder copy = new StringBuilder();
        int position = 0;
        for (int i = 0; i < 10_000; i++) {
            String chunk = "0123456789abcdef".substring(random.nextInt(16)).repeat(1 + random.nextInt(3));
            history.append(bytes(chunk));
            copy.append(chunk);
            position = Math.max(position, (int) history.positionBack(64));
            String part = read(history, position, 1 + random.nextInt(80));
            assertThat(part).isEqualTo(copy.substring(position, position + part.length()));
            position += part.length();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String read(SerialHistory history, long position, int most) throws InterruptedException {
        if (history.positionBack(0) == position) {
            return "";
        }
        byte[] target = new byte[most];
        int length = history.read(position, target, () -> true);
        return new String(Arrays.copyOf(target, length), UTF_8);
    }
}
