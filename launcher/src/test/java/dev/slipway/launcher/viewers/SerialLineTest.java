package dev.slipway.launcher.viewers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.launcher.io.Rendezvous;
import dev.slipway.launcher.io.RunDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class SerialLineTest {
    @TempDir
    Path path;

    private final AtomicInteger viewers = new AtomicInteger();
    private RunDirectory directory;
    private SocketChannel qemu;
    private SerialLine line;

    @BeforeEach
    void connect() throws IOException {
        directory = RunDirectory.open(path);
        try (Rendezvous meeting = new Rendezvous(directory, "qemu.sock")) {
            qemu = directory.connect("qemu.sock");
            line = new SerialLine(
                    directory, meeting.accept(Duration.ofSeconds(5), () -> true), viewers::set, Optional.empty());
        }
    }

    @AfterEach
    void close() throws IOException {
        qemu.close();
        line.close();
    }

    @Test
    void all_viewers_see_the_same_and_all_may_type() throws Exception {
        try (SocketChannel first = viewer();
                SocketChannel second = viewer()) {
            write(qemu, "login: ");
            assertThat(read(first, 7)).isEqualTo("login: ");
            assertThat(read(second, 7)).isEqualTo("login: ");
            write(first, "ro");
            assertThat(read(qemu, 2)).isEqualTo("ro");
            write(second, "ot");
            assertThat(read(qemu, 2)).isEqualTo("ot");
        }
        await().until(() -> viewers.get() == 0);
    }

    @Test
    void a_new_viewer_gets_the_last_64_kib_and_the_log_has_all() throws Exception {
        String text = "0123456789abcdef".repeat(5 * 1024); // 80 KiB
        write(qemu, text);
        await().until(() -> Files.size(directory.file("serial.log")) == text.length());
        try (SocketChannel viewer = viewer()) {
            assertThat(read(viewer, 64 * 1024)).isEqualTo(text.substring(16 * 1024));
        }
        assertThat(Files.readString(directory.file("serial.log"))).isEqualTo(text);
    }

    @Test
    void a_viewer_that_does_not_read_loses_its_connection_and_the_others_miss_nothing() throws Exception {
        try (SocketChannel slow = viewer();
                SocketChannel quick = viewer()) {
            String chunk = "x".repeat(32 * 1024);
            for (int i = 0; i < 64; i++) { // 2 MiB: beyond ring and socket buffer
                write(qemu, chunk);
                assertThat(read(quick, chunk.length())).hasSize(chunk.length());
            }
            await().until(() -> viewers.get() == 1);
            assertThat(drain(slow)).isLessThan(2 * 1024 * 1024);
        }
    }

    @Test
    void viewers_get_the_last_words_of_a_guest_that_ends() throws Exception {
        try (SocketChannel viewer = viewer()) {
            write(qemu, "Power down.\n");
            qemu.close();
            line.close();
            assertThat(read(viewer, 12)).isEqualTo("Power down.\n");
            assertThat(viewer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void the_log_is_rotated_at_four_mebibytes() throws Exception {
        String chunk = "y".repeat(64 * 1024);
        for (int i = 0; i < 70; i++) {
            write(qemu, chunk);
        }
        await().until(() -> Files.exists(directory.file("serial.log.1"))
                && Files.size(directory.file("serial.log")) + Files.size(directory.file("serial.log.1"))
                        == 70L * chunk.length());
        assertThat(Files.size(directory.file("serial.log.1"))).isLessThanOrEqualTo(4L * 1024 * 1024);
    }

    private SocketChannel viewer() throws IOException {
        int before = viewers.get();
        SocketChannel viewer = directory.connect("serial.sock");
        await().until(() -> viewers.get() == before + 1);
        return viewer;
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
        return new String(bytes.array(), 0, bytes.position(), UTF_8);
    }

    private static long drain(SocketChannel channel) {
        long total = 0;
        try {
            ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
            for (int length = channel.read(bytes); length >= 0; length = channel.read(bytes.clear())) {
                total += length;
            }
        } catch (IOException reset) {
            return total;
        }
        return total;
    }
}
