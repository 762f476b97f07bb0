package dev.slipway.machine.hotplug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineVolumeRequest;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PluggedSpecTest {
    private static final String ROOT = "{name: root, persistentVolumeClaim: {claimName: root}}";
    private static final String DATA = "{name: data, persistentVolumeClaim: {claimName: data, hotpluggable: true}}";
    private static final String DISC = "{name: disc, dataVolume: {name: tools, hotpluggable: true}}";

    @Test
    void a_volume_of_the_template_comes_with_its_disk_on_scsi_unless_it_names_a_bus() {
        VirtualMachineInstanceSpec next = PluggedSpec.of(
                spec("{name: root, disk: {bus: virtio}}", ROOT),
                spec("{name: root, disk: {bus: virtio}}, {name: data, disk: {}}", ROOT + ", " + DATA),
                Set.of());
        assertThat(next)
                .isEqualTo(
                        spec("{name: root, disk: {bus: virtio}}, {name: data, disk: {bus: scsi}}", ROOT + ", " + DATA));
        VirtualMachineInstanceSpec onVirtio = PluggedSpec.of(
                spec("{name: root, disk: {}}", ROOT),
                spec("{name: root, disk: {}}, {name: data, disk: {bus: virtio}}", ROOT + ", " + DATA),
                Set.of());
        assertThat(onVirtio)
                .isEqualTo(spec("{name: root, disk: {}}, {name: data, disk: {bus: virtio}}", ROOT + ", " + DATA));
    }

    @Test
    void a_volume_that_the_template_no_longer_has_goes_and_a_drive_stays_empty() {
        VirtualMachineInstanceSpec running = spec(
                "{name: root, disk: {}}, {name: data, disk: {bus: scsi}}, {name: disc, cdrom: {bus: sata}}",
                ROOT + ", " + DATA + ", " + DISC);
        VirtualMachineInstanceSpec template = spec("{name: root, disk: {}}, {name: disc, cdrom: {bus: sata}}", ROOT);
        assertThat(PluggedSpec.of(running, template, Set.of()))
                .isEqualTo(spec("{name: root, disk: {}}, {name: disc, cdrom: {bus: sata}}", ROOT));
    }

    @Test
    void a_cable_is_pulled_and_plugged_in_while_the_guest_runs() {
        VirtualMachineInstanceSpec running =
                nics("{name: default, bridge: {}}, {name: gone, state: absent, bridge: {}}");
        VirtualMachineInstanceSpec template =
                nics("{name: default, state: down, bridge: {}}, {name: gone, state: up, bridge: {}}");
        assertThat(PluggedSpec.of(running, template, Set.of()))
                .isEqualTo(nics("{name: default, state: down, bridge: {}}, {name: gone, state: absent, bridge: {}}"));
        assertThat(PluggedSpec.lasting(nics("{name: default, state: down, bridge: {}}")))
                .isEqualTo(PluggedSpec.lasting(nics("{name: default, bridge: {}}")));
    }

    @Test
    void another_disc_waits_until_the_first_is_out() {
        String other = "{name: disc, dataVolume: {name: other, hotpluggable: true}}";
        String disks = "{name: root, disk: {}}, {name: disc, cdrom: {bus: sata}}";
        VirtualMachineInstanceSpec ejected =
                PluggedSpec.of(spec(disks, ROOT + ", " + DISC), spec(disks, ROOT + ", " + other), Set.of("disc"));
        assertThat(ejected).isEqualTo(spec(disks, ROOT));
        assertThat(PluggedSpec.of(ejected, spec(disks, ROOT + ", " + other), Set.of("disc")))
                .isEqualTo(ejected);
        assertThat(PluggedSpec.of(ejected, spec(disks, ROOT + ", " + other), Set.of()))
                .isEqualTo(spec(disks, ROOT + ", " + other));
    }

    @Test
    void what_cannot_come_and_go_is_left_as_it_is() {
        VirtualMachineInstanceSpec running = spec("{name: root, disk: {}}", ROOT);
        VirtualMachineInstanceSpec template =
                spec("{name: other, disk: {}}", "{name: other, persistentVolumeClaim: {claimName: x}}");
        assertThat(PluggedSpec.of(running, template, Set.of())).isSameAs(running);
    }

    @Test
    void templates_that_differ_only_in_what_comes_and_goes_need_no_restart() {
        VirtualMachineInstanceSpec bare = spec("{name: root, disk: {}}", ROOT);
        VirtualMachineInstanceSpec more =
                spec("{name: root, disk: {}}, {name: data, disk: {bus: scsi}}", ROOT + ", " + DATA);
        assertThat(PluggedSpec.lasting(more)).isEqualTo(bare);
        assertThat(PluggedSpec.lasting(bare)).isSameAs(bare);
    }

    @Test
    void requests_change_the_template_in_their_order_and_once() {
        List<VirtualMachineVolumeRequest> requests = List.of(
                request("addVolumeOptions: {name: data, disk: {disk: {bus: scsi}}, volumeSource:"
                        + " {persistentVolumeClaim: {claimName: data}}}"),
                request("removeVolumeOptions: {name: root}"));
        VirtualMachineInstanceSpec after = RequestedTemplate.of(spec("{name: root, disk: {}}", ROOT), requests);
        assertThat(Serialization.asYaml(after))
                .isEqualTo(Serialization.asYaml(spec("{name: data, disk: {bus: scsi}}", DATA)));
        assertThat(RequestedTemplate.of(after, requests)).isEqualTo(after);
    }

    private static VirtualMachineVolumeRequest request(String yaml) {
        return Serialization.unmarshal("--- {" + yaml + "}", VirtualMachineVolumeRequest.class);
    }

    private static VirtualMachineInstanceSpec spec(String disks, String volumes) {
        return Serialization.unmarshal(
                "--- {domain: {devices: {disks: [%s]}}, volumes: [%s]}".formatted(disks, volumes),
                VirtualMachineInstanceSpec.class);
    }

    private static VirtualMachineInstanceSpec nics(String nics) {
        return Serialization.unmarshal(
                "--- {domain: {devices: {interfaces: [%s]}}}".formatted(nics), VirtualMachineInstanceSpec.class);
    }
}
