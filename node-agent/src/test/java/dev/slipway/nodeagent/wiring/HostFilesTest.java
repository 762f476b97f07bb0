package dev.slipway.nodeagent.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.nodeagent.netns.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostFilesTest {
    @Test
    void lowest_port_is_the_whole_number_that_the_kernel_has() throws Exception {
        Command.Result kernel = Command.run(
                List.of("cat", "/proc/sys/net/ipv4/ip_unprivileged_port_start"), Map.of(), "", Duration.ofSeconds(10));
        assertThat(HostFiles.lowestPort())
                .isEqualTo(Integer.parseInt(kernel.output().strip()));
    }
}
