package dev.slipway.cluster.installation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running guest's QEMU writes to a claim that comes for it: the guest's memory, and a backup of its disks. */
@WithCluster
@Order(InstallationOrder.LAST)
class WrittenClaimsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void memory_of_a_running_guest_is_written_to_a_claim(RealCluster cluster, TestNamespace namespace)
            throws IOException {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        TinyMachine machine = new TinyMachine(kubectl, namespace, "dumped").create("node1");
        try (LocalVolume volume = LocalVolume.in(directory, kubectl, namespace.name())) {
            kubectl.apply(claim(namespace.name(), "dump", volume.name()));
            machine.awaitRunning();
            machine.virtctl("memorydump", "{\"claimName\": \"dump\"}");
            await("the memory is written", () -> machine.machine("{.status.memoryDumpRequest.phase}"), "Completed");
            await("the claim has left the guest", () -> machine.instance("{.spec.volumes[*].name}"), "root");
            Path dump = volume.path().resolve(machine.machine("{.status.memoryDumpRequest.fileName}"));
            assertThat(begin(dump)).startsWith("\u007fELF");
            assertThat(Files.size(dump)).isGreaterThan(128L << 20);
            machine.virtctl("removememorydump");
            machine.delete();
            kubectl.run("delete", "pvc", "--all", "-n", namespace.name(), "--timeout=120s");
        }
    }

    @Test
    void disks_of_a_running_guest_are_backed_up_to_a_claim(RealCluster cluster, TestNamespace namespace)
            throws IOException {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        try (Configured _ = Configured.with(kubectl, tracking(namespace.name()));
                LocalVolume disk = LocalVolume.in(directory, kubectl, namespace.name() + "-disk");
                LocalVolume backups = LocalVolume.in(directory, kubectl, namespace.name() + "-backups")) {
            TinyMachine machine = new TinyMachine(kubectl, namespace, "saved").createWithDisk(disk.name());
            machine.awaitRunning();
            await("changed blocks are noted", () -> machine.machine("{.status.changedBlockTracking.state}"), "Enabled");
            kubectl.apply(claim(namespace.name(), "backups", backups.name()));
            kubectl.apply("""
                    apiVersion: backup.kubevirt.io/v1alpha1
                    kind: VirtualMachineBackup
                    metadata: {name: first, namespace: %s}
                    spec:
                      source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: saved}
                      mode: Push
                      pvcName: backups
                    """.formatted(namespace.name()));
            await(
                    "the backup is done",
                    () -> kubectl.run(
                            "get",
                            "virtualmachinebackup",
                            "first",
                            "-n",
                            namespace.name(),
                            "-o",
                            "jsonpath={.status.conditions[?(@.type=='Complete')].status}"),
                    "True");
            assertThat(images(backups.path()))
                    .singleElement()
                    .satisfies(image -> assertThat(begin(image)).startsWith("QFI\u00fb"));
            kubectl.run("delete", "virtualmachinebackup", "first", "-n", namespace.name(), "--timeout=120s");
            machine.delete();
            kubectl.run("delete", "dv,pvc", "--all", "-n", namespace.name(), "--timeout=120s");
        }
    }

    private static String tracking(String namespace) {
        return """
                {"developerConfiguration": {"featureGates": ["IncrementalBackup", "UtilityVolumes"]}, "changedBlockTrackingLabelSelectors":
                 {"namespaceLabelSelector": {"matchLabels": {"kubernetes.io/metadata.name": "%s"}}}}""".formatted(namespace);
    }

    private static void await(String what, Supplier<String> word, String expected) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(word::get, expected::equals);
    }

    private static List<Path> images(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String begin(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return new String(content.readNBytes(4), ISO_8859_1);
        }
    }

    private static String claim(String namespace, String name, String storageClass) {
        return """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: %2$s, namespace: %1$s}
            spec:
              storageClassName: %3$s
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 300Mi}}
            """.formatted(namespace, name, storageClass);
    }
}
