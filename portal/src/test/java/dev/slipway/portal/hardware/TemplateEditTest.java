package dev.slipway.portal.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateEditTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode machine = yaml("""
            spec:
              dataVolumeTemplates: [{metadata: {name: web-root}}, {metadata: {name: web-iso}}]
              template:
                spec:
                  domain:
                    cpu: {cores: 2}
                    devices:
                      disks: [{name: root, disk: {bus: virtio}}, {name: cd, cdrom: {bus: sata}}]
                      interfaces: [{name: default, masquerade: {}}]
                  networks: [{name: default, pod: {}}]
                  volumes: [{name: root, dataVolume: {name: web-root}}, {name: cd, dataVolume: {name: web-iso}}]
            """);

    @Test
    void disk_comes_with_its_volume() {
        TemplateEdit.addDisk(machine, "data", "disk", "scsi", yaml("persistentVolumeClaim: {claimName: data}"));

        assertThat(machine.at("/spec/template/spec/domain/devices/disks/2"))
                .isEqualTo(yaml("{name: data, disk: {bus: scsi}}"));
        assertThat(machine.at("/spec/template/spec/volumes/2"))
                .isEqualTo(yaml("{name: data, persistentVolumeClaim: {claimName: data}}"));
    }

    @Test
    void removed_disk_takes_along_what_would_make_it_anew() {
        TemplateEdit.removeDisk(machine, "root");

        assertThat(machine.at("/spec/template/spec/domain/devices/disks")).hasSize(1);
        assertThat(machine.at("/spec/template/spec/volumes")).hasSize(1);
        assertThat(machine.at("/spec/dataVolumeTemplates").toString())
                .contains("web-iso")
                .doesNotContain("web-root");
    }

    @Test
    void disc_takes_the_place_of_the_one_before_and_the_drive_stays() {
        TemplateEdit.setVolume(machine, "cd", HardwareActions.disc("drivers"));

        assertThat(machine.at("/spec/template/spec/volumes/1"))
                .isEqualTo(yaml("{name: cd, persistentVolumeClaim: {claimName: drivers, hotpluggable: true}}"));
        TemplateEdit.removeVolume(machine, "cd");
        assertThat(machine.at("/spec/template/spec/volumes")).hasSize(1);
        assertThat(machine.at("/spec/template/spec/domain/devices/disks")).hasSize(2);
    }

    @Test
    void interface_comes_with_its_network_and_goes_with_it() {
        TemplateEdit.addNic(machine, new NicWish("lan", "vlan-20", "e1000e", "02-00-00-AA-00-01"));

        assertThat(machine.at("/spec/template/spec/domain/devices/interfaces/1"))
                .isEqualTo(yaml("{name: lan, model: e1000e, macAddress: '02:00:00:aa:00:01', bridge: {}}"));
        assertThat(machine.at("/spec/template/spec/networks/1"))
                .isEqualTo(yaml("{name: lan, multus: {networkName: vlan-20}}"));
        TemplateEdit.removeNic(machine, "lan");
        assertThat(machine.at("/spec/template/spec/networks")).hasSize(1);
    }

    @Test
    void machine_without_its_last_interface_is_not_given_another() {
        TemplateEdit.removeNic(machine, "default");

        assertThat(machine.at("/spec/template/spec/domain/devices/autoattachPodInterface"))
                .isEqualTo(JSON.getNodeFactory().booleanNode(false));
    }

    @Test
    void cable_is_disconnected_and_the_fresh_state_is_none() {
        TemplateEdit.setNicState(machine, "default", "down");
        assertThat(machine.at("/spec/template/spec/domain/devices/interfaces/0/state")
                        .asText())
                .isEqualTo("down");
        TemplateEdit.setNicState(machine, "default", "");
        assertThat(machine.at("/spec/template/spec/domain/devices/interfaces/0").has("state"))
                .isFalse();
    }

    @Test
    void size_is_written_with_its_topology_and_without_defaults() {
        TemplateEdit.setSize(machine, new Size("2", "4", "1", "1.5"));

        assertThat(machine.at("/spec/template/spec/domain/cpu")).isEqualTo(yaml("{cores: 4, sockets: 2}"));
        assertThat(machine.at("/spec/template/spec/domain/memory/guest").asText())
                .isEqualTo("1536Mi");
    }

    private static ObjectNode yaml(String text) {
        return JSON.valueToTree(Serialization.unmarshal("---\n" + text, Map.class));
    }
}
