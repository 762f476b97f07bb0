package dev.slipway.nodeagent.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.nodeagent.status.GuestAgentAnswers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What comes from a launcher may come from a guest that has taken it over. */
class LauncherMessagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = """
            {"phase":"Running","reason":"user","accelerator":"kvm","launchedAt":"2026-01-02T03:04:05Z",
             "guest":{"connected":true,"hostname":"web","osinfo":{"id":"debian"},"users":[{"user":"root","login-time":1.5}],
             "interfaces":[{"name":"eth0","hardware-address":"02:AA:00:00:00:01",
               "ip-addresses":[{"ip-address":"10.0.2.2"},{"ip-address":"fe80::1"},{"ip-address":"<script>"}]}],
             "filesystems":[{"name":"vda1","mountpoint":"/","type":"ext4","disk":[{"bus-type":"virtio"}]}]}}
            """;

    @Test
    void addresses_that_are_none_are_left_out() throws Exception {
        var nic = LauncherState.of(JSON.readTree(STATE)).guest().interfaces().getFirst();
        assertThat(nic.mac()).isEqualTo("02:aa:00:00:00:01");
        assertThat(nic.addresses()).containsExactly("10.0.2.2", "fe80::1");
    }

    @Test
    void an_end_that_nobody_wrote_counts_as_killed() {
        assertThat(LauncherEnd.ofTerminationMessage("").kind()).isEqualTo(LauncherEnd.Kind.KILLED);
        assertThat(LauncherEnd.ofTerminationMessage("OOMKilled").kind()).isEqualTo(LauncherEnd.Kind.KILLED);
        assertThat(LauncherEnd.ofTerminationMessage("{\"end\":\"stopped\"}").kind())
                .isEqualTo(LauncherEnd.Kind.STOPPED);
    }

    @Test
    void a_line_without_end_is_cut_off_at_four_mebibytes() {
        var endless = new ByteArrayInputStream(new byte[JsonLines.LONGEST + 2]);
        assertThatThrownBy(() -> new JsonLines(Channels.newChannel(endless)).next())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4194304");
    }

    @Test
    void garbage_is_a_state_or_a_clear_refusal() {
        var random = new Random(20260108);
        byte[] good = STATE.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = good.clone();
            for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
            }
            try {
                JsonNode tree = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
                LauncherState state = LauncherState.of(tree);
                assertThat(GuestAgentAnswers.guestOsInfo(state.guest())
                                .path("kind")
                                .asText())
                        .isNotEmpty();
            } catch (JsonProcessingException e) {
                assertThat(e.getOriginalMessage()).isNotEmpty();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith("a launcher has no phase");
            }
        }
    }
}
