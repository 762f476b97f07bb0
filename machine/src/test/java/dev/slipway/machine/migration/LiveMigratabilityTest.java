package dev.slipway.machine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether a guest can move, and what KubeVirt's condition says if it cannot. */
final class LiveMigratabilityTest {
    private static final Map<String, List<String>> SHARED = Map.of("disk", List.of("ReadWriteMany"));
    private static final Map<String, List<String>> SINGLE = Map.of("disk", List.of("ReadWriteOnce"));

    private static VirtualMachineInstance instance(String spec) {
        return new KubernetesSerialization().unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop}
                spec:
                """ + spec.indent(2), VirtualMachineInstance.class);
    }

    private static final String CLAIM = "volumes: [{name: disk, persistentVolumeClaim: {claimName: a}}]\n";
    private static final String BRIDGE = """
            networks: [{name: default, pod: {}}]
            domain: {devices: {interfaces: [{name: default, bridge: {}}]}}
            """;

    @Test
    void a_guest_whose_claims_are_shared_moves_without_copying() {
        assertThat(LiveMigratability.of(instance(CLAIM), SHARED))
                .isEqualTo(new LiveMigratability.Migratable("LiveMigration"));
    }

    @Test
    void what_holds_the_guest_is_told_before_what_holds_its_disks() {
        var both = (LiveMigratability.NotMigratable) LiveMigratability.of(instance(CLAIM + BRIDGE), SINGLE);
        assertThat(both.reason()).isEqualTo("InterfaceNotLiveMigratable");
        var disks = (LiveMigratability.NotMigratable) LiveMigratability.of(instance(CLAIM), SINGLE);
        assertThat(disks.reason()).isEqualTo("DisksNotLiveMigratable");
        assertThat(disks.message()).contains("PVC a is not shared");
        assertThat(LiveMigratability.withVolumes(instance(CLAIM))).isEmpty();
    }

    @Test
    void a_claim_of_which_nothing_is_known_is_not_called_unshared() {
        var unknown = (LiveMigratability.NotMigratable) LiveMigratability.of(instance(CLAIM), Map.of());
        assertThat(unknown.message()).contains("Unable to determine if PVC a is shared");
    }

    @Test
    void a_disk_that_the_guest_can_write_to_is_copied_and_a_disc_is_not() {
        String settings = "volumes: [{name: settings, configMap: {name: c}}]\n";
        assertThat(LiveMigratability.of(
                                instance(settings
                                        + "domain: {devices: {disks: [{name: settings, disk: {bus: virtio}}]}}"),
                                Map.of())
                        .method())
                .isEqualTo("BlockMigration");
        assertThat(LiveMigratability.of(
                                instance(settings
                                        + "domain: {devices: {disks: [{name: settings, cdrom: {bus: sata}}]}}"),
                                Map.of())
                        .method())
                .isEqualTo("LiveMigration");
    }

    @Test
    void each_obstacle_is_named_where_all_are_asked_for() {
        VirtualMachineInstance many = instance("""
                networks: [{name: default, pod: {}}]
                domain:
                  features: {hypervPassthrough: {enabled: true}}
                  launchSecurity: {tdx: {}}
                  devices:
                    interfaces: [{name: default, bridge: {}}]
                    gpus: [{name: g, deviceName: d}]
                """);
        assertThat(LiveMigratability.withVolumes(many))
                .extracting(LiveMigratability.Obstacle::reason)
                .containsExactly(
                        "InterfaceNotLiveMigratable",
                        "HostDeviceNotLiveMigratable",
                        "TDXNotLiveMigratable",
                        "HypervPassthroughNotLiveMigratable");
    }
}
