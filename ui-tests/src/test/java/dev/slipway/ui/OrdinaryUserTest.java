package dev.slipway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.ui.traces.Traces;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Slipway without root: user-mode networking, no right that a user of this machine does not have. */
class OrdinaryUserTest {
    /** A user that has no account and owns nothing. */
    private static final int USER = 65_501;

    private static final int PORT = 8080;
    private static final Path APPLICATION = Path.of("..", "standalone", "target", "quarkus-app", "quarkus-run.jar");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void machine_is_created_reached_by_its_port_stopped_started_and_deleted() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        try (RunningSlipway slipway = RunningSlipway.startBy(asUser(data), data);
                KubernetesClient client = slipway.client()) {
            assertThat(slipway.facts().path("mode").asText()).startsWith("user: ");
            Traces before = Leftovers.of(data);
            BareMachine machine = new BareMachine(client, data, "mine").createWithPort("Always", PORT);
            machine.awaitStatus("Running");
            assertThat(machine.qemus()).hasSize(1);
            assertThat(Files.getAttribute(
                            Path.of(
                                    "/proc",
                                    Long.toString(machine.qemus().getFirst().pid())),
                            "unix:uid"))
                    .isNotEqualTo(0);
            awaitPort(client);
            machine.setStrategy("Halted");
            machine.awaitStatus("Stopped");
            assertThat(machine.qemus()).isEmpty();
            machine.setStrategy("Always");
            machine.awaitStatus("Running");
            machine.delete();
            await("nothing is left")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(Leftovers.of(data).since(before).lines())
                                    .noneMatch(line -> line.startsWith("process"))
                                    .noneMatch(line -> line.startsWith("file kubelet/") && line.contains("/pods/")));
        }
    }

    /** Root becomes the user by setpriv and gives it the directory; anybody else is an ordinary user already. */
    private List<String> asUser(Path data) throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setAttribute(data, "unix:uid", USER);
        List<String> prefix =
                List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "env", "HOME=" + data);
        var command = new java.util.ArrayList<>(prefix);
        command.addAll(List.of("test", "-r", APPLICATION.toString()));
        boolean readable = new ProcessBuilder(command).start().waitFor() == 0;
        assumeTrue(
                readable,
                "SKIPPED: the build at " + APPLICATION.toRealPath() + " lies where other users may not read it");
        return prefix;
    }

    /** QEMU listens for the guest at the Pod's address. */
    private static void awaitPort(KubernetesClient client) {
        Pod pod = client.pods()
                .inNamespace("default")
                .withLabel("vm.kubevirt.io/name", "mine")
                .list()
                .getItems()
                .getFirst();
        await("the port of the guest is open on " + pod.getStatus().getPodIP())
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(pod.getStatus().getPodIP(), PORT), 1000);
                        return true;
                    }
                });
    }
}
