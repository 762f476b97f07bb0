package dev.slipway.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostTest {
    private static final Settings SETTINGS = new Settings(Path.of("/data"), "127.0.0.1", 8006, 6443, 1);
    private static final Optional<Path> THERE = Optional.of(Path.of("/usr/bin/x"));
    private static final long PLENTY = 10L << 30;

    @Test
    void complete_host_has_no_problems() {
        assertThat(new Host(
                                true,
                                THERE,
                                THERE,
                                true,
                                true,
                                Optional.empty(),
                                PLENTY,
                                Optional.empty(),
                                Optional.empty())
                        .problems(SETTINGS))
                .isEmpty();
    }

    @Test
    void each_thing_that_is_missing_gets_one_sentence_with_a_way_out() {
        List<String> problems = new Host(
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        Optional.of(Path.of("/root")),
                        1,
                        Optional.of("no place for the portal"),
                        Optional.of("no place for the API"))
                .problems(SETTINGS);
        assertThat(problems).hasSize(8);
        assertThat(String.join("\n", problems))
                .contains(
                        "qemu-system-x86",
                        "qemu-utils",
                        "/dev/net/tun",
                        "containernetworking-plugins",
                        "chmod o+x /root")
                .contains("--data", "no place for the portal", "no place for the API");
    }

    @Test
    void ordinary_user_needs_neither_tun_nor_cni() {
        assertThat(new Host(
                                false,
                                THERE,
                                THERE,
                                false,
                                false,
                                Optional.of(Path.of("/home/a")),
                                PLENTY,
                                Optional.empty(),
                                Optional.empty())
                        .problems(SETTINGS))
                .isEmpty();
    }
}
