package dev.slipway.cluster.installation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.ui.SerialConsole;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of disk, in one machine. */
@WithCluster
@Order(InstallationOrder.LAST)
class DisksTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration QUICK = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void a_guest_finds_its_image_its_claims_what_was_uploaded_and_its_secret(
            RealCluster cluster, TestNamespace namespace) throws IOException {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        open(directory);
        Path files = open(Files.createDirectory(directory.resolve("files")));
        try (BlockVolume block = BlockVolume.in(directory, kubectl, namespace.name())) {
            try {
                kubectl.apply(upload(namespace.name(), files));
                upload(cluster, kubectl, namespace.name(), text("what was uploaded", MEBIBYTE));
                runsWithAll(cluster, kubectl, namespace.name(), block);
            } finally {
                kubectl.run("delete", "vm", "disks", "-n", namespace.name(), "--ignore-not-found", "--timeout=120s");
                kubectl.run("delete", "dv,pvc", "--all", "-n", namespace.name(), "--timeout=120s");
                kubectl.run("delete", "pv", namespace.name() + "-files", "--ignore-not-found");
            }
        }
    }

    private static void runsWithAll(RealCluster cluster, Kubectl kubectl, String namespace, BlockVolume block)
            throws IOException {
        kubectl.apply(machine(namespace));
        try (SerialConsole console = SerialConsole.open(cluster.client(), namespace, "disks")) {
            console.awaitText("from-the-secret login:").enter("root").awaitText("# ");
            console.enter("head -c 17 /dev/vdc; echo").awaitText("what was uploaded");
            console.enter("blockdev --getsize64 /dev/vdb").awaitText(Integer.toString(32 * MEBIBYTE));
            console.enter("echo written by the guest | dd of=/dev/vdd conv=fsync; echo do''ne")
                    .awaitText("done");
        }
        assertThat(block.begin(20)).isEqualTo("written by the guest");
    }

    /** Does what {@code virtctl image-upload} does. */
    private void upload(RealCluster cluster, Kubectl kubectl, String namespace, byte[] disk) throws IOException {
        kubectl.run(
                "wait", "dv/uploaded", "-n", namespace, "--for=jsonpath={.status.phase}=UploadReady", "--timeout=180s");
        Path file = Files.write(directory.resolve("disk.raw"), disk);
        Path authority = directory.resolve("authority.pem");
        Files.write(
                authority,
                Base64.getDecoder()
                        .decode(cluster.client()
                                .secrets()
                                .inNamespace("slipway")
                                .withName("upload-proxy-tls")
                                .get()
                                .getData()
                                .get("ca.crt")));
        try (LocalPortForward forward = cluster.client()
                .services()
                .inNamespace("slipway")
                .withName("upload-proxy")
                .portForward(8444)) {
            String url = "https://upload-proxy.slipway.svc:" + forward.getLocalPort();
            kubectl.run(
                    "patch",
                    "cdiconfig",
                    "config",
                    "--type=merge",
                    "-p",
                    "{\"spec\":{\"uploadProxyURLOverride\":\"" + url + "\"}}");
            kubectl.run("wait", "cdiconfig/config", "--for=jsonpath={.status.uploadProxyURL}=" + url, "--timeout=60s");
            Kubectl.Program.run(
                    List.of(
                            "curl",
                            "--silent",
                            "--show-error",
                            "--fail-with-body",
                            "--cacert",
                            authority.toString(),
                            "--connect-to",
                            "::127.0.0.1:" + forward.getLocalPort(),
                            "--header",
                            "Authorization: Bearer " + token(kubectl, namespace),
                            "--header",
                            "Content-Type: application/octet-stream",
                            "--data-binary",
                            "@" + file,
                            url + "/v1beta1/upload-async"),
                    "",
                    QUICK);
        }
        kubectl.run(
                "wait", "dv/uploaded", "-n", namespace, "--for=jsonpath={.status.phase}=Succeeded", "--timeout=180s");
    }

    private static String token(Kubectl kubectl, String namespace) {
        String answer = kubectl.feed(
                """
                {"apiVersion": "upload.cdi.kubevirt.io/v1beta1", "kind": "UploadTokenRequest",
                 "metadata": {"name": "uploaded", "namespace": "%s"}, "spec": {"pvcName": "uploaded"}}
                """.formatted(namespace),
                "create",
                "--raw",
                "/apis/upload.cdi.kubevirt.io/v1beta1/namespaces/%s/uploadtokenrequests".formatted(namespace),
                "-f",
                "-");
        return answer.replaceAll("(?s).*\"token\":\"([^\"]+)\".*", "$1");
    }

    private static byte[] text(String words, int size) {
        return Arrays.copyOf(words.getBytes(US_ASCII), size);
    }

    /** Machines run as a user of their own. */
    private static Path open(Path directory) throws IOException {
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String upload(String name, Path files) {
        return """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %1$s-files}
            spec:
              capacity: {storage: 64Mi}
              accessModes: [ReadWriteOnce]
              storageClassName: ""
              local: {path: %2$s}
              nodeAffinity:
                required:
                  nodeSelectorTerms:
                  - matchExpressions:
                    - {key: kubernetes.io/hostname, operator: In, values: [node1]}
            ---
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataVolume
            metadata: {name: uploaded, namespace: %1$s}
            spec:
              source: {upload: {}}
              pvc:
                accessModes: [ReadWriteOnce]
                storageClassName: ""
                volumeName: %1$s-files
                resources: {requests: {storage: 64Mi}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: seed, namespace: %1$s}
            stringData: {userdata: "#cloud-config\\nhostname: from-the-secret\\n"}
            """.formatted(name, files);
    }

    private static String machine(String namespace) {
        return """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: disks, namespace: %1$s}
            spec:
              runStrategy: Always
              template:
                spec:
                  domain:
                    devices:
                      disks:
                      - {name: image, disk: {bus: virtio}}
                      - {name: empty, disk: {bus: virtio}}
                      - {name: uploaded, disk: {bus: virtio}}
                      - {name: block, disk: {bus: virtio}}
                      - {name: seed, disk: {bus: virtio}}
                      interfaces: [{name: default, masquerade: {}}]
                    memory: {guest: 128Mi}
                  networks: [{name: default, pod: {}}]
                  volumes:
                  - {name: image, containerDisk: {image: "%2$s"}}
                  - {name: empty, emptyDisk: {capacity: 32Mi}}
                  - {name: uploaded, dataVolume: {name: uploaded}}
                  - {name: block, persistentVolumeClaim: {claimName: block}}
                  - {name: seed, cloudInitNoCloud: {secretRef: {name: seed}}}
            """.formatted(namespace, SlipwayOnCluster.GUEST_IMAGE);
    }
}
