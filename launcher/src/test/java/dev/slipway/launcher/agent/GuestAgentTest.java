package dev.slipway.launcher.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.launcher.io.Rendezvous;
import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class GuestAgentTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @TempDir
    Path path;

    private volatile JsonObject guest = JsonObject.EMPTY;
    private FakeAgent fake;
    private GuestAgent agent;

    @BeforeEach
    void connect() throws IOException {
        RunDirectory directory = RunDirectory.open(path);
        try (Rendezvous meeting = new Rendezvous(directory, "agent.sock")) {
            fake = new FakeAgent(directory.connect("agent.sock"));
            agent = new GuestAgent(meeting.accept(LIMIT, () -> true), facts -> guest = facts);
        }
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
        fake.close();
    }

    @Test
    void facts_are_gathered_once_the_guest_has_opened_its_end() throws Exception {
        fake.start();
        agent.setOpen(true);
        await().until(() -> guest.fields().containsKey("filesystems"));
        assertThat(guest.isTrue("connected")).isTrue();
        assertThat(guest.text("version")).contains("7.2.0");
        assertThat(guest.items("commands"))
                .hasToString(
                        "[{\"name\":\"guest-ping\",\"enabled\":true}, {\"name\":\"guest-exec\",\"enabled\":false}]");
        assertThat(guest.text("hostname")).contains("web");
        assertThat(guest.object("osinfo").orElseThrow().text("id")).contains("debian");
        assertThat(guest.items("interfaces").toString()).contains("10.0.2.2");
        assertThat(guest.fields().get("fsFrozen")).hasToString("false");
    }

    @Test
    void nothing_is_sent_to_a_guest_that_has_not_opened_its_end() throws Exception {
        fake.start();
        assertThatThrownBy(() -> agent.execute("guest-ping", JsonObject.EMPTY, LIMIT))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("No guest agent is connected");
        Thread.sleep(300);
        assertThat(fake.asked()).isEmpty();
    }

    @Test
    void guest_that_opens_but_never_answers_is_not_connected_and_blocks_nobody_for_long() {
        agent.setOpen(true);
        long start = System.nanoTime();
        assertThatThrownBy(() -> agent.execute("guest-ping", JsonObject.EMPTY, Duration.ofSeconds(4)))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.kind()).isNotEqualTo(AgentException.Cause.REFUSED));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(agent.isConnected()).isFalse();
    }

    @Test
    void guest_that_closes_its_end_is_disconnected() throws Exception {
        fake.start();
        agent.setOpen(true);
        await().until(agent::isConnected);
        agent.setOpen(false);
        await().until(() -> guest.equals(JsonObject.EMPTY.with("connected", false)));
    }

    @Test
    void answer_that_comes_too_late_is_not_taken_for_the_next() throws Exception {
        fake.start();
        agent.setOpen(true);
        await().until(() -> guest.fields().containsKey("filesystems"));
        fake.delay("guest-slow", 700);
        assertThatThrownBy(() -> agent.execute("guest-slow", JsonObject.EMPTY, Duration.ofMillis(300)))
                .isInstanceOf(AgentException.class);
        assertThat(agent.execute("guest-get-host-name", JsonObject.EMPTY, LIMIT))
                .isEqualTo(JsonObject.EMPTY.with("host-name", "web"));
    }

    @Test
    void refusal_is_told_with_the_agents_words() throws Exception {
        fake.start();
        agent.setOpen(true);
        assertThatThrownBy(() -> agent.execute("guest-nonsense", JsonObject.EMPTY, LIMIT))
                .isInstanceOf(AgentException.class)
                .hasMessage("The guest agent refused guest-nonsense: The command guest-nonsense has not been found");
    }

    @Test
    void frozen_guest_is_thawed_by_itself_after_its_time() throws Exception {
        fake.start();
        agent.setOpen(true);
        await().until(() -> guest.fields().containsKey("filesystems"));
        agent.freeze(Duration.ofMillis(500));
        assertThat(guest.isTrue("fsFrozen")).isTrue();
        await().until(() -> !guest.isTrue("fsFrozen"));
        assertThat(fake.asked()).contains("guest-fsfreeze-thaw");
    }

    @Test
    void garbage_of_a_hostile_guest_breaks_nothing() throws Exception {
        Random random = new Random(3);
        fake.start();
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[random.nextInt(4000)];
            random.nextBytes(garbage);
            fake.send(garbage);
        }
        fake.send(("\n" + "[".repeat(3 * 1024 * 1024) + "\n").getBytes(UTF_8));
        agent.setOpen(true);
        await().until(agent::isConnected);
        assertThat(agent.execute("guest-get-host-name", JsonObject.EMPTY, LIMIT))
                .isEqualTo(JsonObject.EMPTY.with("host-name", "web"));
    }

    @Test
    void shutdown_is_told_without_waiting_for_an_answer() throws Exception {
        fake.start();
        agent.setOpen(true);
        await().until(agent::isConnected);
        agent.shutdown(true);
        await().until(() -> fake.asked().contains("guest-shutdown"));
        assertThat(fake.arguments("guest-shutdown").fields().get("mode")).isEqualTo(new JsonText("reboot"));
    }

    @Test
    void closed_line_is_told() throws Exception {
        fake.start();
        agent.setOpen(true);
        await().until(agent::isConnected);
        fake.close();
        assertThatThrownBy(() -> agent.execute("guest-ping", JsonObject.EMPTY, Duration.ofSeconds(1)))
                .isInstanceOf(AgentException.class);
    }
}
