package dev.slipway.nodeagent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.machine.metrics.MetricsRequest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test is the guest, at QEMU's end of the port. */
final class MetricsConversationTest {
    @TempDir
    Path directory;

    private final AtomicInteger asked = new AtomicInteger();
    private SocketChannel guest;
    private Thread conversation;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel qemu = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            qemu.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
            SocketChannel ours = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")));
            guest = qemu.accept();
            conversation = Thread.ofVirtual().start(() -> answer(ours));
        }
    }

    private void answer(SocketChannel ours) {
        try (ours) {
            new MetricsConversation(ours, () -> "<metrics>" + asked.incrementAndGet() + "</metrics>").run();
        } catch (IOException | InterruptedException e) {
            // The guest is gone.
        }
    }

    @AfterEach
    void hang_up() throws Exception {
        guest.close();
        conversation.interrupt();
        assertThat(conversation.join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void a_guest_gets_the_figures_and_no_more_than_once_a_second() throws IOException {
        say("GET /metrics/XML\n\nGET /metrics/XML\r\n\r\n");
        assertThat(answer()).isEqualTo("<metrics>1</metrics>\n\n");
        long first = System.nanoTime();
        assertThat(answer()).isEqualTo("<metrics>2</metrics>\n\n");
        assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void what_was_sent_with_a_wrong_request_is_not_taken_for_the_next() throws IOException {
        say("GET /metrics/XML\nHost: here\n\nGET /metrics/XML\n\n");
        assertThat(answer()).isEqualTo(MetricsRequest.INVALID);
        say("GET /metrics/XML\n\n");
        assertThat(answer()).isEqualTo("<metrics>1</metrics>\n\n");
    }

    @Test
    void whatever_a_guest_says_the_next_right_request_is_answered() throws IOException {
        Random random = new Random(140);
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);
        for (int n = 0; n < noise.length; n++) {
            noise[n] = noise[n] == '\n' ? 0 : noise[n];
        }
        guest.write(ByteBuffer.wrap(noise));
        say("\n\n");
        assertThat(answer()).isEqualTo(MetricsRequest.INVALID);
        say("GET /metrics/XML\n\n");
        assertThat(answer()).isEqualTo("<metrics>1</metrics>\n\n");
    }

    @Test
    void an_image_that_is_a_link_is_not_written() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "mine");
        Path link = Files.createSymbolicLink(directory.resolve("vhostmd0"), elsewhere);
        assertThatThrownBy(() -> new MetricsImage(link).write("<metrics></metrics>"))
                .hasMessage("vhostmd0 is no regular file");
        assertThat(elsewhere).hasContent("mine");
    }

    @Test
    void the_node_tells_its_own_figures() throws IOException {
        var figures = NodeReader.read();
        assertThat(figures.packages()).isPositive();
        assertThat(figures.cpuSeconds()).isPositive();
        assertThat(figures.memory()).containsKeys("MemTotal", "MemFree", "Buffers", "Cached", "SwapCached");
    }

    private void say(String text) throws IOException {
        guest.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private String answer() throws IOException {
        StringBuilder answer = new StringBuilder();
        ByteBuffer letter = ByteBuffer.allocate(1);
        while (!answer.toString().endsWith("\n\n") && guest.read(letter.clear()) > 0) {
            answer.append((char) letter.get(0));
        }
        return answer.toString();
    }
}
