package dev.slipway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real guest moves from one node to the other and back, and does not notice. */
class MigrationStoryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void guest_goes_on_counting_on_the_other_node_and_back_again() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path data = directory.resolve("data");
        Path image = GuestImage.tiny();
        try (FileServer files = FileServer.onLoopback();
                RunningSlipway slipway = RunningSlipway.startWith(List.of("--nodes", "2"), data);
                KubernetesClient client = slipway.client()) {
            BareMachine machine = create(client, data, files.offer("tiny.qcow2", image));
            machine.awaitStatus("Running");
            String source = node(machine);
            long first = machine.qemus().getFirst().pid();
            try (SerialConsole console = SerialConsole.open(slipway, "default", "web")) {
                console.logIn(PATIENCE);
                // The number lives in the guest's memory alone.
                console.type("n=1000000; while sleep 1; do n=$((n+1)); echo now $n; done\n");
                console.awaitText("now 1000002", PATIENCE);
            }

            migrate(client, "there");
            assertThat(node(machine)).isNotEqualTo(source);
            await("one QEMU is left")
                    .atMost(PATIENCE)
                    .until(() -> machine.qemus().size() == 1);
            assertThat(machine.qemus().getFirst().pid()).isNotEqualTo(first);
            try (SerialConsole console = SerialConsole.open(slipway, "default", "web")) {
                console.awaitText("now 1000", PATIENCE);
            }

            migrate(client, "back");
            assertThat(node(machine)).isEqualTo(source);
            try (SerialConsole console = SerialConsole.open(slipway, "default", "web")) {
                console.awaitText("now 1000", PATIENCE);
            }
            machine.delete();
            assertThat(machine.qemus()).isEmpty();
        }
    }

    private static BareMachine create(KubernetesClient client, Path data, String url) {
        client.resource("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: web, namespace: default}
                spec:
                  runStrategy: Always
                  dataVolumeTemplates:
                  - metadata: {name: web-root}
                    spec:
                      source: {http: {url: "%s"}}
                      storage: {resources: {requests: {storage: 256Mi}}}
                  template:
                    spec:
                      terminationGracePeriodSeconds: 0
                      domain:
                        memory: {guest: 128Mi}
                        devices:
                          disks: [{name: root, disk: {bus: virtio}}]
                          interfaces: [{name: default, masquerade: {}}]
                      networks: [{name: default, pod: {}}]
                      volumes: [{name: root, dataVolume: {name: web-root}}]
                """.formatted(url)).create();
        return new BareMachine(client, data, "web");
    }

    private static String node(BareMachine machine) {
        VirtualMachineInstance instance = machine.instance().get();
        return String.valueOf(instance.getStatus().nodeName());
    }

    private static void migrate(KubernetesClient client, String name) {
        client.resource("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstanceMigration
                metadata: {name: %s, namespace: default}
                spec: {vmiName: web}
                """.formatted(name)).create();
        await(name + " has succeeded").atMost(PATIENCE).until(() -> {
            VirtualMachineInstanceMigration migration = client.resources(VirtualMachineInstanceMigration.class)
                    .inNamespace("default")
                    .withName(name)
                    .get();
            String phase = migration.getStatus() == null
                    ? ""
                    : String.valueOf(migration.getStatus().phase());
            assertThat(phase).isNotEqualTo("Failed");
            return phase.equals("Succeeded");
        });
    }
}
