package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.CDI;
import dev.slipway.api.cdi.CDIConfig;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.FilesystemOverhead;
import dev.slipway.standalone.storage.LocalVolumes;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What admins say of imports in a CDI, done by real importers on the storage of standalone. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ImportSettingsTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    private static Path directory;

    @TempDir
    private static Path files;

    private static ImageServer proxy;
    private static ImageParts parts;
    private static ImageCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        proxy = ImageServer.start(files);
        parts = ImageParts.start(directory, 0);
        cluster = new ImageCluster(directory, parts.address());
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        parts.close();
        proxy.close();
    }

    @Test
    void cdi_says_how_imports_are_done() throws Exception {
        byte[] disk = new byte[SIZE];
        new Random(5).nextBytes(disk);
        Files.write(files.resolve("disk.raw"), disk);
        String storageClass = LocalVolumes.storageClass().getMetadata().getName();
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: CDI
                metadata: {name: cdi}
                spec:
                  config:
                    importProxy: {HTTPProxy: 'http://127.0.0.1:%d', trustedCAProxy: proxy-ca}
                    filesystemOverhead: {global: '0.1', storageClass: {%s: '0.25'}}
                    preallocation: true
                """.formatted(proxy.port(), storageClass));
        cluster.eventually(
                "the CDIConfig has it",
                () -> Boolean.TRUE.equals(config().getSpec().preallocation())
                        && Boolean.TRUE.equals(config().getStatus().preallocation()));
        FilesystemOverhead overhead =
                Objects.requireNonNull(config().getStatus().filesystemOverhead());
        assertThat(overhead.global()).isEqualTo("0.1");
        assertThat(overhead.storageClass()).containsEntry(storageClass, "0.25");
        assertThat(cluster.client()
                        .resources(CDI.class)
                        .withName("cdi")
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .containsKey("cdi.kubevirt.io/configAuthority");

        cluster.createVolume("proxied", "{http: {url: 'http://images.invalid/disk.raw'}}", "4Mi");
        cluster.awaitReason("proxied", "ProxyAuthoritiesMissing");
        assertThat(cluster.running("proxied").orElseThrow().message()).contains("slipway/proxy-ca", "trustedCAProxy");
        cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("proxy-ca")
                        .withNamespace("slipway")
                        .endMetadata()
                        .withData(Map.of("ca.crt", "# none needed without TLS"))
                        .build())
                .create();
        cluster.awaitPhase("proxied", "Succeeded");
        assertThat(Arrays.equals(Files.readAllBytes(cluster.disk("shop", "proxied")), disk))
                .isTrue();
        assertThat(proxy.hosts()).containsExactly("images.invalid");

        PersistentVolumeClaim claim = cluster.client()
                .persistentVolumeClaims()
                .inNamespace("shop")
                .withName("proxied")
                .get();
        assertThat(claim.getSpec().getResources().getRequests().get("storage")).isEqualTo(new Quantity("5Mi"));
        assertThat(claim.getMetadata().getAnnotations())
                .containsEntry("cdi.kubevirt.io/storage.preallocation.requested", "true");
        ConfigMap copy = cluster.client()
                .configMaps()
                .inNamespace("shop")
                .withName("import-proxy-cm-proxied")
                .get();
        assertThat(copy.getData()).containsKey("ca.crt");
        assertThat(copy.getMetadata().getOwnerReferences().getFirst().getName()).isEqualTo("proxied");
        assertRules();
    }

    /** What is written past the CDI does not stay, nor does a second one count. */
    private static void assertRules() {
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: CDI
                metadata: {name: z-second}
                spec: {config: {logVerbosity: 7}}
                """);
        cluster.client().resources(CDIConfig.class).withName("config").edit(config -> {
            config.setSpec(CDIConfigSpecBuilder.builder().logVerbosity(3).build());
            return config;
        });
        cluster.eventually(
                "the first CDI has its way",
                () -> config().getSpec().logVerbosity() == null
                        && Boolean.TRUE.equals(config().getSpec().preallocation()));
    }

    private static CDIConfig config() {
        return cluster.client().resources(CDIConfig.class).withName("config").get();
    }
}
