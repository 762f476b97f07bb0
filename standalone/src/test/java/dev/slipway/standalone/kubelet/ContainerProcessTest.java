package dev.slipway.standalone.kubelet;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerProcessTest {
    @TempDir
    private Path directory;

    private ContainerProcess process;

    @BeforeEach
    void make() {
        process = new ContainerProcess(directory.resolve("container"));
    }

    @AfterEach
    void end() throws IOException {
        process.kill();
    }

    @Test
    void container_that_was_never_started_has_no_state() {
        assertThat(process.state()).isEmpty();
    }

    @Test
    void exit_code_and_last_words_are_kept() throws Exception {
        start("echo goodbye > \"$SLIPWAY_TERMINATION\"; exit 7");
        process.ended().get(10, SECONDS);
        assertThat(ended().exitCode()).isEqualTo(7);
        assertThat(ended().message()).isEqualTo("goodbye\n");
    }

    @Test
    void another_kubelet_process_finds_the_container_by_its_files() throws Exception {
        start("exec sleep 100");
        ContainerProcess later = new ContainerProcess(directory.resolve("container"));
        assertThat(later.state()).get().isInstanceOf(ContainerState.Running.class);
        later.kill();
        await().atMost(10, SECONDS).until(() -> later.state().orElseThrow() instanceof ContainerState.Ended);
        assertThat(ended().exitCode()).isEqualTo(137);
    }

    @Test
    void termination_reaches_the_first_process_and_its_exit_code_counts() throws Exception {
        start("trap 'exit 3' TERM; while :; do sleep 0.05; done");
        await().atMost(10, SECONDS).until(() -> Files.exists(directory.resolve("container/pid")));
        process.terminate();
        process.ended().get(10, SECONDS);
        assertThat(ended().exitCode()).isEqualTo(3);
    }

    @Test
    void kill_ends_every_process_of_the_container() throws Exception {
        Path pids = directory.resolve("pids");
        start("sleep 300 & echo $! > " + pids + "; wait");
        await().atMost(10, SECONDS).until(() -> Files.exists(pids) && Files.size(pids) > 0);
        long child = Long.parseLong(Files.readString(pids).strip());
        process.kill();
        await().atMost(10, SECONDS)
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    private void start(String script) throws IOException {
        Path message = directory.resolve("message");
        process.start(
                new ContainerCommand(
                        List.of("sh", "-c", script),
                        Map.of("PATH", "/usr/bin:/bin", "SLIPWAY_TERMINATION", message.toString()),
                        message),
                directory);
    }

    private ContainerState.Ended ended() {
        return (ContainerState.Ended) process.state().orElseThrow();
    }
}
