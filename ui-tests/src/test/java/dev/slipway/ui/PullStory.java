package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.backup.BackupVolumeInfo;
import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.export.VirtualMachineExport;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The disks of the guest of {@link BackupStoryTest} are pulled over HTTPS, whole and then what has changed. */
final class PullStory {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MIB = 1 << 20;
    private static final String TOKEN = "open-sesame-0123456789";

    private final RunningSlipway slipway;
    private final KubernetesClient client;
    private final Kubectl kubectl;
    private final Path ashore;
    private final byte[] noise;

    /**
     * Knows where it plays.
     *
     * @param ashore the directory of the claim {@code ashore}
     * @param noise what each mebibyte of the data disk was filled with
     */
    PullStory(RunningSlipway slipway, KubernetesClient client, Path ashore, byte[] noise) {
        this.slipway = slipway;
        this.client = client;
        this.kubectl = new Kubectl(slipway.kubeconfig());
        this.ashore = ashore;
        this.noise = noise;
    }

    /** The guest has written A, B and C into the first three mebibytes of its disk. */
    void tell(SerialConsole console) throws Exception {
        kubectl.run("create secret generic pull-token --from-literal=token=" + TOKEN);
        Path disk = slipway.data().resolve("pulled.img");
        pullsWhole(console, disk);
        endsAtItsTime();
        pullsChanges(disk);
    }

    private void pullsWhole(SerialConsole console, Path disk) throws Exception {
        create("pulled", "backup.kubevirt.io, kind: VirtualMachineBackupTracker, name: log", "forceFullBackup: true");
        VirtualMachineBackup backup = awaitReady("pulled");
        assertThat(Objects.requireNonNull(backup.getStatus()).type()).isEqualTo("Full");
        assertThat(files("pulled"))
                .as("what the guest overwrites has no name that could stay")
                .isEmpty();
        BackupStoryTest.writes(console, "D", 3);
        URI data = URI.create(data(backup).dataEndpoint() + "");
        assertThat(get(backup, data, "wrong", "").statusCode()).isEqualTo(401);
        assertThat(get(backup, data, TOKEN, "bytes=0-0").body()).isEqualTo("A".getBytes(US_ASCII));
        HttpResponse<Path> whole = http(backup)
                .send(
                        HttpRequest.newBuilder(data)
                                .header("x-kubevirt-export-token", TOKEN)
                                .build(),
                        BodyHandlers.ofFile(disk));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(letters(disk))
                .as("the disk as it was when the backup began")
                .isEqualTo("ABC" + new String(noise, 0, 1, ISO_8859_1));
        assertThat(sum(map(backup), "")).isEqualTo(Files.size(disk));
        String checkpoint = Objects.requireNonNull(backup.getStatus()).checkpointName() + "";
        kubectl.run("delete vmbackup pulled --timeout=2m");
        assertThat(kubectl.run("get vmbackuptracker log -o jsonpath={.status.latestCheckpoint.name}"))
                .isEqualTo(checkpoint);
        awaitNothingExported();
    }

    private void endsAtItsTime() throws Exception {
        create("brief", "kubevirt.io, kind: VirtualMachine, name: chest", "ttlDuration: 20s");
        kubectl.run("wait vmbackup/brief --for=condition=Complete --timeout=2m");
        assertThat(client.v1().events().inNamespace("default").list().getItems().stream()
                        .filter(event ->
                                "brief".equals(event.getInvolvedObject().getName()))
                        .filter(event -> event.getReason().equals("VirtualMachineBackupAborting"))
                        .map(event -> event.getMessage()))
                .containsExactly("pull mode backup TTL has expired: Backup is aborting");
        awaitNothingExported();
    }

    /** All parts are killed meanwhile; then the guest is stopped before anybody says that all was pulled. */
    private void pullsChanges(Path disk) throws Exception {
        create(
                "changes-pulled",
                "backup.kubevirt.io, kind: VirtualMachineBackupTracker, name: log",
                "skipQuiesce: true");
        VirtualMachineBackup backup = awaitReady("changes-pulled");
        assertThat(Objects.requireNonNull(backup.getStatus()).type()).isEqualTo("Incremental");
        slipway.kill();
        slipway.startAgain();
        await("the node has found the exporter again")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> get(backup, URI.create(data(backup).mapEndpoint() + ""), TOKEN, "")
                                .statusCode()
                        == 200);
        JsonNode map = map(backup);
        assertThat(sum(map, "dirty")).as("of %s", map).isBetween(2L, 1L * MIB);
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            for (JsonNode extent : map.path("extents")) {
                if (extent.path("description").asText().startsWith("dirty")) {
                    long offset = extent.path("offset").asLong();
                    file.seek(offset);
                    file.write(get(
                                    backup,
                                    URI.create(data(backup).dataEndpoint() + "?offset=" + offset + "&length="
                                            + extent.path("length").asLong()),
                                    TOKEN,
                                    "")
                            .body());
                }
            }
        }
        assertThat(letters(disk)).isEqualTo("ABCD");
        kubectl.run("patch vm chest --type=merge -p {\"spec\":{\"runStrategy\":\"Halted\"}}");
        kubectl.run("wait vmbackup/changes-pulled --for=condition=Failed --timeout=2m");
        awaitNothingExported();
        kubectl.run("delete vmbackup changes-pulled brief --timeout=1m");
        assertThat(files("changes-pulled")).as("nothing is left of it").isEmpty();
    }

    private void create(String name, String source, String more) throws Exception {
        kubectl.apply("""
                apiVersion: backup.kubevirt.io/v1alpha1
                kind: VirtualMachineBackup
                metadata: {name: %s, namespace: default}
                spec:
                  source: {apiGroup: %s}
                  mode: Pull
                  pvcName: ashore
                  tokenSecretRef: pull-token
                  %s
                """.formatted(name, source, more));
    }

    private VirtualMachineBackup awaitReady(String name) {
        await("backup " + name + " can be pulled")
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(progressing(name).map(Condition::getReason)).contains("ExportReady"));
        return backup(name);
    }

    private Optional<Condition> progressing(String name) {
        return Optional.ofNullable(backup(name).getStatus())
                .flatMap(status -> Optional.ofNullable(status.conditions()))
                .flatMap(all -> all.stream()
                        .filter(condition -> condition.getType().equals("Progressing"))
                        .findFirst());
    }

    private VirtualMachineBackup backup(String name) {
        return client.resources(VirtualMachineBackup.class)
                .inNamespace("default")
                .withName(name)
                .require();
    }

    private static BackupVolumeInfo data(VirtualMachineBackup backup) {
        return Objects.requireNonNull(Objects.requireNonNull(backup.getStatus()).includedVolumes()).stream()
                .filter(volume -> "data".equals(volume.volumeName()))
                .findFirst()
                .orElseThrow();
    }

    private void awaitNothingExported() {
        await("the export has gone, and its Pod")
                .atMost(PATIENCE)
                .until(() -> client.resources(VirtualMachineExport.class)
                                .inNamespace("default")
                                .list()
                                .getItems()
                                .isEmpty()
                        && client.pods().inNamespace("default").list().getItems().stream()
                                .noneMatch(pod -> pod.getMetadata().getName().startsWith("virt-export-")));
    }

    private List<Path> files(String backup) throws IOException {
        try (Stream<Path> all = Files.list(ashore.resolve("chest"))) {
            return all.filter(path -> path.getFileName().toString().startsWith(backup + "-"))
                    .toList();
        }
    }

    private JsonNode map(VirtualMachineBackup backup) throws Exception {
        HttpResponse<byte[]> map = get(backup, URI.create(data(backup).mapEndpoint() + ""), TOKEN, "");
        assertThat(map.statusCode()).as(new String(map.body(), UTF_8)).isEqualTo(200);
        return new ObjectMapper().readTree(map.body());
    }

    private static long sum(JsonNode map, String word) {
        long sum = 0;
        for (JsonNode extent : map.path("extents")) {
            sum += extent.path("description").asText().startsWith(word)
                    ? extent.path("length").asLong()
                    : 0;
        }
        return sum;
    }

    /** Returns what the first four mebibytes begin with; all else must be as it was at the beginning. */
    private String letters(Path disk) throws IOException {
        StringBuilder letters = new StringBuilder();
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
            byte[] block = new byte[MIB];
            for (long at = 0; at < file.length(); at += MIB) {
                file.readFully(block);
                if (at < 4L * MIB) {
                    letters.append((char) (block[0] & 0xFF));
                    System.arraycopy(noise, 0, block, 0, 2);
                }
                assertThat(block).as("the mebibyte at %d", at).isEqualTo(noise);
            }
        }
        return letters.toString();
    }

    private static HttpResponse<byte[]> get(VirtualMachineBackup backup, URI uri, String token, String range)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("x-kubevirt-export-token", token);
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return http(backup).send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Trusts whom the backup names, and nobody else. */
    private static HttpClient http(VirtualMachineBackup backup) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "endpoint",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(
                                (Objects.requireNonNull(backup.getStatus()).endpointCert() + "").getBytes(US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }
}
