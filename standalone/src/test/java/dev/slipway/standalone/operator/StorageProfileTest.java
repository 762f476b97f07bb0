package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.StorageProfileStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageProfileTest {
    @TempDir
    private static Path directory;

    private static OperatorCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = OperatorCluster.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void enter() {
        cluster.enterNewNamespace();
    }

    @Test
    void class_has_a_profile_whose_word_counts_for_what_a_data_volume_leaves_open() {
        cluster.create("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: nfs}
            provisioner: nfs.csi.k8s.io
            """);
        cluster.eventually(
                "the profile is told",
                () -> status("nfs").map(StorageProfileStatus::claimPropertySets).isPresent());
        dataVolume("shared");
        cluster.eventually("its claim is made", () -> claim("shared").isPresent());
        assertThat(claim("shared").orElseThrow().getSpec().getAccessModes()).containsExactly("ReadWriteMany");

        cluster.client()
                .resources(StorageProfile.class)
                .withName("nfs")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"claimPropertySets\":[{\"accessModes\":[\"ReadWriteOnce\"],"
                                + "\"volumeMode\":\"Filesystem\"}]}}");
        cluster.eventually(
                "the spec wins",
                () -> String.valueOf(status("nfs").orElseThrow().claimPropertySets())
                        .contains("ReadWriteOnce"));
        dataVolume("own");
        cluster.eventually("its claim is made", () -> claim("own").isPresent());
        assertThat(claim("own").orElseThrow().getSpec().getAccessModes()).containsExactly("ReadWriteOnce");

        cluster.client().resources(StorageClass.class).withName("nfs").delete();
        cluster.eventually(
                "the profile goes with its class", () -> status("nfs").isEmpty());
    }

    private static void dataVolume(String name) {
        cluster.create("""
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataVolume
            metadata: {name: %s, namespace: shop}
            spec: {source: {blank: {}}, storage: {storageClassName: nfs, resources: {requests: {storage: 64Mi}}}}
            """.formatted(name));
    }

    private static Optional<StorageProfileStatus> status(String name) {
        return Optional.ofNullable(cluster.client()
                        .resources(StorageProfile.class)
                        .withName(name)
                        .get())
                .map(StorageProfile::getStatus);
    }

    private static Optional<PersistentVolumeClaim> claim(String name) {
        return Optional.ofNullable(cluster.client()
                .persistentVolumeClaims()
                .inNamespace(cluster.namespace())
                .withName(name)
                .get());
    }
}
