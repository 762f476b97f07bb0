package dev.slipway.operator.storageprofile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.ClaimPropertySet;
import dev.slipway.api.cdi.StorageProfileSpec;
import dev.slipway.api.cdi.StorageProfileStatus;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProfileStatusTest {
    @Test
    void class_of_an_unknown_provisioner_is_told_as_cdi_tells_it() {
        StorageProfileStatus status = status("example.com/unknown", "{}", null, Optional.empty());
        assertThat(status.claimPropertySets()).isNull();
        assertThat(status.cloneStrategy()).isEqualTo("copy");
        assertThat(status.dataImportCronSourceFormat()).isEqualTo("pvc");
        assertThat(status.provisioner()).isEqualTo("example.com/unknown");
        assertThat(status.storageClass()).isEqualTo("fast");
        assertThat(status.conditions())
                .extracting(condition -> condition.type() + " " + condition.status() + " " + condition.reason() + " "
                        + condition.message())
                .containsExactly("Recognized False UnrecognizedProvisioner Provisioner is not recognized");
    }

    @Test
    void class_of_a_known_provisioner_has_what_it_offers() {
        StorageProfileStatus status = status("rook-ceph.rbd.csi.ceph.com", "{}", null, Optional.of("rbd-snap"));
        assertThat(status.claimPropertySets())
                .extracting(ClaimPropertySet::toString)
                .hasSize(3)
                .first()
                .asString()
                .contains("ReadWriteMany", "Block");
        assertThat(status.cloneStrategy()).isEqualTo("csi-clone");
        assertThat(status.dataImportCronSourceFormat()).isEqualTo("snapshot");
        assertThat(status.snapshotClass()).isEqualTo("rbd-snap");
    }

    @Test
    void parameter_of_the_class_makes_another_one_of_it() {
        assertThat(status("csi.vsphere.vmware.com", "{csi.storage.k8s.io/fstype: NFS4}", null, Optional.empty())
                        .claimPropertySets())
                .hasSize(3);
        assertThat(status("csi.vsphere.vmware.com", "{}", null, Optional.empty())
                        .claimPropertySets())
                .hasSize(2);
    }

    @Test
    void spec_wins() {
        StorageProfileStatus status = status(
                "nfs.csi.k8s.io", "{}", Serialization.unmarshal("""
                    cloneStrategy: snapshot
                    claimPropertySets: [{accessModes: [ReadWriteOnce], volumeMode: Block}]
                    """, StorageProfileSpec.class), Optional.empty());
        assertThat(status.cloneStrategy()).isEqualTo("snapshot");
        assertThat(status.claimPropertySets()).hasSize(1);
    }

    @Test
    void storage_that_can_make_snapshots_clones_by_them() {
        assertThat(status("example.com/unknown", "{}", null, Optional.of("snap"))
                        .cloneStrategy())
                .isEqualTo("snapshot");
    }

    @Test
    void every_line_of_the_table_can_be_reached() {
        assertThat(KnownProvisioner.all()).hasSizeGreaterThan(50).allSatisfy(known -> {
            String parameters = known.parameter().isEmpty()
                    ? "{}"
                    : "{" + known.parameter() + ": '" + known.values().getFirst() + "'}";
            assertThat(KnownProvisioner.of(storage(known.name(), parameters))).contains(known);
        });
    }

    private static StorageProfileStatus status(
            String provisioner, String parameters, @Nullable StorageProfileSpec spec, Optional<String> snapshots) {
        return ProfileStatus.of(storage(provisioner, parameters), spec, null, snapshots, Instant.EPOCH);
    }

    private static StorageClass storage(String provisioner, String parameters) {
        return Serialization.unmarshal("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: fast}
            provisioner: %s
            parameters: %s
            """.formatted(provisioner, parameters), StorageClass.class);
    }
}
