package dev.slipway.nodeagent.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.nodeagent.pod.PodFiles;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ConsoleReaderTest {
    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withUid("uid")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("compute")
            .endContainer()
            .addNewContainer()
            .withName("guest-console-log")
            .endContainer()
            .endSpec()
            .build();

    @TempDir
    private Path kubelet;

    private Path pipe = Path.of("");

    @BeforeEach
    void make() throws IOException {
        Path run = kubelet.resolve("pods/uid/volumes/kubernetes.io~empty-dir/run");
        pipe = Files.createDirectories(run).resolve("console.pipe");
    }

    @Test
    void reader_that_came_after_the_launcher_ends_well() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process reader = new ProcessBuilder("cat", pipe.toString()).start();
        Instant patience = Instant.now().plus(Duration.ofSeconds(20));
        // It may be looked for before it waits, so it is looked for again.
        while (!reader.waitFor(50, TimeUnit.MILLISECONDS) && Instant.now().isBefore(patience)) {
            assertThat(ConsoleReader.end(new FollowedPod(POD), files(POD))).isTrue();
        }
        assertThat(reader.exitValue()).isZero();
    }

    @Test
    void nothing_is_touched_that_is_no_pipe() throws Exception {
        assertThat(ConsoleReader.end(new FollowedPod(POD), files(POD))).isTrue();
        Path foreign = kubelet.resolve("foreign");
        assertThat(new ProcessBuilder("mkfifo", foreign.toString()).start().waitFor())
                .isZero();
        Files.createSymbolicLink(pipe, foreign);
        Process reader = new ProcessBuilder("cat", foreign.toString()).start();
        ConsoleReader.end(new FollowedPod(POD), files(POD));
        assertThat(reader.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
        reader.destroyForcibly().waitFor();
    }

    @Test
    void pod_whose_reader_has_ended_needs_no_other_look() throws Exception {
        Pod ended = new PodBuilder(POD)
                .withNewStatus()
                .addNewContainerStatus()
                .withName("guest-console-log")
                .withNewState()
                .withNewTerminated()
                .withExitCode(0)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
        assertThat(ConsoleReader.end(new FollowedPod(ended), files(ended))).isFalse();
    }

    private PodFiles files(Pod pod) {
        return new PodFiles(kubelet, pod, false);
    }
}
