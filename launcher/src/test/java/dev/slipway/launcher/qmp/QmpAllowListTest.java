package dev.slipway.launcher.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QmpAllowListTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "device_add",
                "blockdev-add",
                "migrate",
                "migrate-set-parameters",
                "query-block",
                "set_link",
                "qom-list",
                "qom-set",
                "dump-guest-memory",
                "query-fdsets",
                "remove-fd"
            })
    void what_a_node_agent_needs_passes(String command) {
        assertThat(QmpAllowList.permits(command)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quit",
                "human-monitor-command",
                "screendump",
                "chardev-add",
                "memsave",
                "stop",
                "",
                "x-query",
                "add-fd",
                "getfd"
            })
    void what_could_end_or_leave_the_guest_does_not(String command) {
        assertThat(QmpAllowList.permits(command)).isFalse();
    }
}
