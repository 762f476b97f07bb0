package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is taken out of the cluster through {@code virt-exportproxy}. */
@WithCluster
@Order(InstallationOrder.LAST)
class ExportsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String HOST = "exports.example.com";

    @TempDir
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) {
        SlipwayOnCluster.isInstalled(cluster);
    }

    @Test
    void a_disk_is_downloaded_with_its_token_only(RealCluster cluster, TestNamespace namespace) throws IOException {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        String disk = "what is on the disk\n".repeat(50_000);
        try (LocalVolume volume = LocalVolume.in(directory, kubectl, namespace.name())) {
            Files.writeString(volume.path().resolve("disk.img"), disk);
            kubectl.apply(manifests(namespace.name()));
            Awaitility.await("the export is ready")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> export(kubectl, namespace, "{.status.phase}"), "Ready"::equals);

            String raw =
                    export(kubectl, namespace, "{.status.links.internal.volumes[0].formats[?(@.format=='raw')].url}");
            String path = proxied(namespace.name()) + raw.replaceFirst("https://[^/]+", "");
            String token = new String(
                    Base64.getDecoder()
                            .decode(kubectl.run(
                                    "get",
                                    "secret",
                                    "-n",
                                    namespace.name(),
                                    export(kubectl, namespace, "{.status.tokenSecretRef}"),
                                    "-o",
                                    "jsonpath={.data.token}")),
                    StandardCharsets.US_ASCII);
            assertThat(kubectl.run("get", "--raw", path + "?x-kubevirt-export-token=" + token))
                    .isEqualTo(disk);
            assertThatThrownBy(() -> kubectl.run("get", "--raw", path + "?x-kubevirt-export-token=guessed"))
                    .isInstanceOf(IllegalStateException.class);

            Awaitility.await("the way from outside is told")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(
                            () -> export(kubectl, namespace, "{.status.links.external.volumes[0].formats[0].url}"),
                            url -> url.startsWith("https://" + HOST + "/"));
            kubectl.run("delete", "vmexport", "disk", "-n", namespace.name(), "--timeout=120s");
        } finally {
            kubectl.run("delete", "ingress", "-n", "slipway", "exports", "--ignore-not-found");
        }
    }

    private static String export(Kubectl kubectl, TestNamespace namespace, String path) {
        return kubectl.run("get", "vmexport", "disk", "-n", namespace.name(), "-o", "jsonpath=" + path);
    }

    /** Through the API server to the Service, as an Ingress would. */
    private static String proxied(String namespace) {
        return "/api/v1/namespaces/slipway/services/https:virt-exportproxy:exports/proxy/api/export.kubevirt.io/v1/namespaces/%s/virtualmachineexports/disk"
                .formatted(namespace);
    }

    private static String manifests(String namespace) {
        return """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: disk
              namespace: %1$s
              annotations: {cdi.kubevirt.io/storage.contentType: kubevirt}
            spec:
              storageClassName: %1$s
              volumeName: %1$s
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 64Mi}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: exports, namespace: slipway}
            spec:
              rules:
              - host: %2$s
                http:
                  paths:
                  - {path: /, pathType: Prefix, backend: {service: {name: virt-exportproxy, port: {name: exports}}}}
            ---
            apiVersion: export.kubevirt.io/v1
            kind: VirtualMachineExport
            metadata: {name: disk, namespace: %1$s}
            spec:
              source: {apiGroup: "", kind: PersistentVolumeClaim, name: disk}
            """.formatted(namespace, HOST);
    }
}
