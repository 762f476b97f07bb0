package dev.slipway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.launcher.io.LineReader;
import dev.slipway.launcher.io.LineWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class FreezerTest {
    private static final String[] FREEZE = {"--freeze", "--name", "web", "--namespace", "shop"};

    @TempDir
    Path path;

    @Test
    void a_running_guest_with_an_agent_is_at_rest_until_somebody_ends_it() throws Exception {
        List<String> asked = new ArrayList<>();
        assertThat(run(FREEZE, "Running", true, "{\"id\":1,\"ok\":true,\"result\":{}}", asked))
                .isEqualTo("the guest's file systems are at rest for at most 300 s");
        assertThat(asked).last().asString().contains("\"do\":\"freeze\"").contains("\"timeoutSeconds\":300");

        asked.clear();
        String[] unfreeze = {"--unfreeze", "--name=web", "--namespace=shop"};
        run(unfreeze, "Running", true, "{\"id\":1,\"ok\":true,\"result\":{}}", asked);
        assertThat(asked).last().asString().contains("\"do\":\"unfreeze\"");
    }

    @Test
    void nothing_is_asked_of_a_guest_that_cannot_rest() throws Exception {
        List<String> asked = new ArrayList<>();
        assertThat(run(FREEZE, "Running", false, "", asked)).startsWith("no agent runs in the guest");
        assertThat(run(FREEZE, "Paused", true, "", asked)).startsWith("the guest does not run (it is Paused)");
        assertThat(asked).noneMatch(request -> request.contains("freeze"));
    }

    @Test
    void a_refusal_is_told_with_its_reason() {
        String refusal = "{\"id\":1,\"ok\":false,\"code\":\"AGENT_REFUSED\",\"message\":\"a disk is busy\"}";
        assertThatThrownBy(() -> run(FREEZE, "Running", true, refusal, new ArrayList<>()))
                .isInstanceOf(IOException.class)
                .hasMessage("a disk is busy");
    }

    @Test
    void another_guest_is_not_touched() {
        String[] other = {"--freeze", "--name", "db", "--namespace", "shop"};
        List<String> asked = new ArrayList<>();
        assertThatThrownBy(() -> run(other, "Running", true, "", asked))
                .hasMessage("this launcher runs shop/web, not shop/db");
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_launcher_that_hangs_is_left_alone_after_a_while() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path.resolve("control.sock")));

            assertThatThrownBy(() -> Freezer.run(FreezerOptions.read(FREEZE), path, Duration.ofSeconds(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the launcher did not answer within 1 s");
        }
    }

    @Test
    void a_wrong_command_line_is_told() {
        assertThatThrownBy(() -> FreezerOptions.read("--freeze", "--unfreeze", "--name", "a", "--namespace", "b"))
                .hasMessageStartingWith("one of --freeze and --unfreeze is needed");
        assertThatThrownBy(() -> FreezerOptions.read("--freeze", "--name", "a"))
                .hasMessageStartingWith("option --namespace is missing");
        assertThatThrownBy(() -> FreezerOptions.read(
                        "--freeze", "--unfreezeTimeoutSeconds", "soon", "--name", "a", "--namespace", "b"))
                .hasMessageStartingWith("--unfreezeTimeoutSeconds 'soon' is no number of seconds");
    }

    /** Plays the launcher: answers a hello with this state, and the second request, if there is one, with this answer. */
    private String run(String[] arguments, String phase, boolean agent, String answer, List<String> asked)
            throws Exception {
        Path socket = path.resolve("control.sock");
        java.nio.file.Files.deleteIfExists(socket);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread launcher = Thread.ofVirtual().start(() -> {
                try (SocketChannel client = server.accept()) {
                    LineReader reader = new LineReader(client, 1024);
                    LineWriter writer = new LineWriter(client);
                    String hello = "{\"id\":1,\"ok\":true,\"result\":{\"name\":\"shop/web\",\"state\":{\"phase\":\""
                            + phase + "\",\"guest\":{\"connected\":" + agent + "}}}}";
                    for (String reply : List.of(hello, answer)) {
                        Optional<String> request = reader.next();
                        if (request.isEmpty()) {
                            return;
                        }
                        asked.add(request.get());
                        writer.write(reply);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            try {
                return Freezer.run(FreezerOptions.read(arguments), path, Duration.ofSeconds(20));
            } finally {
                launcher.join();
            }
        }
    }
}
