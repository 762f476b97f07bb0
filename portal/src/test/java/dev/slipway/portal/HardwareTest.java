package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class HardwareTest {
    private static final String VMS = "/apis/kubevirt.io/v1/namespaces/lab/virtualmachines/";
    private static final String RUNNING = "/machines/lab/plant";

    private static final String SPEC = """
              domain:
                cpu: {sockets: 1, cores: 8, threads: 1}
                memory: {guest: 16Gi}
                devices:
                  disks: [{name: root, disk: {bus: virtio}}]
                  interfaces: [{name: default, masquerade: {}}, {name: vlan, bridge: {}}]
              networks: [{name: default, pod: {}}, {name: vlan, multus: {networkName: vlan-20}}]
              volumes: [{name: root, persistentVolumeClaim: {claimName: plant-root}}]
        """;
    private static final String PLANT = """
        apiVersion: k8s.cni.cncf.io/v1
        kind: NetworkAttachmentDefinition
        metadata: {name: vlan-20, namespace: lab}
        spec: {config: '{"cniVersion":"1.0.0","type":"macvlan","master":"eth0.20"}'}
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: plant, namespace: lab, uid: lab-plant, creationTimestamp: "@-3d"}
        spec:
          runStrategy: Always
          template:
            spec:
        %s
        status: {printableStatus: Running, created: true, ready: true, conditions: [{type: RestartRequired, status: "True"}]}
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachineInstance
        metadata: {name: plant, namespace: lab, uid: vmi-lab-plant, creationTimestamp: "@-3d"}
        spec:
        %s
        status: {phase: Running, nodeName: node-2}
        """.formatted(SPEC.indent(4), SPEC);

    private Visitor admin;

    @BeforeEach
    void allRights() {
        PortalDouble.cluster().allow((_, _) -> true);
        PortalDouble.cluster().putYaml(PLANT);
        admin = Visitor.admin();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/machines/lab/plant/disks").contains("Add disk"));
    }

    @Test
    void disk_is_plugged_into_a_running_guest_by_the_call_of_virtctl_as_the_visitor() {
        admin.post(
                        RUNNING + "/disks/add",
                        Map.of(
                                "content", "blank", "size", "2", "name", "scratch", "bus", "scsi", "class", "", "when",
                                "now"))
                .then()
                .statusCode(303)
                .header("Location", containsString(RUNNING + "/disks"));

        assertThat(calls("datavolumes"))
                .anyMatch(call -> call.body().contains("plant-scratch")
                        && call.body().contains("2048Mi")
                        && call.user().equals("admin"));
        assertThat(calls("plant/addvolume"))
                .anyMatch(call -> call.body().contains("\"dataVolume\":{\"name\":\"plant-scratch\"}")
                        && call.body().contains("\"bus\":\"scsi\"")
                        && call.user().equals("admin"));
    }

    @Test
    void disk_for_the_next_start_is_written_into_the_template() {
        admin.post(
                        RUNNING + "/disks/add",
                        Map.of(
                                "content", "blank", "size", "1", "name", "later", "bus", "sata", "class", "", "when",
                                "start"))
                .then()
                .statusCode(303);

        assertThat(template("plant").at("/domain/devices/disks").toString()).contains("\"later\"");
        assertThat(admin.get(RUNNING + "/disks")).contains("comes at the next start");
    }

    @Test
    void wrong_disk_is_told_by_field_and_what_was_typed_is_kept() {
        admin.post(
                        RUNNING + "/disks/add",
                        Map.of(
                                "content", "blank", "size", "none", "name", "root", "bus", "sata", "class", "", "when",
                                "now"))
                .then()
                .statusCode(422)
                .body(containsString("“none” is no number of GiB of disk"))
                .body(containsString("The machine has root already"))
                .body(containsString("A running guest takes no SATA disk"))
                .body(containsString("value=\"none\""));
    }

    @Test
    void drive_is_built_in_and_takes_and_gives_discs() {
        PortalDouble.cluster().putYaml(SampleCluster.machine("lab", "with-drive"));
        PortalDouble.cluster().putYaml("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: drivers, namespace: lab}
                spec: {accessModes: [ReadWriteOnce], storageClassName: local, resources: {requests: {storage: 1Gi}}}
                status: {phase: Bound, capacity: {storage: 1Gi}}
                """);
        String machine = "/machines/lab/with-drive";
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get(machine + "/drives/add").contains("drivers"));

        admin.post(machine + "/drives/add", Map.of("disc", "", "name", "cd", "bus", "sata"))
                .then()
                .statusCode(303);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get(machine + "/disks").contains("Insert disc"));
        admin.post(machine + "/drives/cd/insert", Map.of("disc", "claim:drivers"))
                .then()
                .statusCode(303);
        assertThat(template("with-drive").at("/volumes/0/persistentVolumeClaim").toString())
                .isEqualTo("{\"claimName\":\"drivers\",\"hotpluggable\":true}");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get(machine + "/disks").contains("Eject"));
        // what lies in a drive is not deleted with the machine
        assertThat(admin.get(machine + "/delete")).doesNotContain("Disks to delete");
        admin.post(machine + "/drives/cd/eject", Map.of()).then().statusCode(303);
        assertThat(template("with-drive").path("volumes")).isEmpty();
        assertThat(template("with-drive").at("/domain/devices/disks")).hasSize(1);
    }

    @Test
    void disc_that_does_not_exist_is_refused_with_a_sentence() {
        PortalDouble.cluster().putYaml(SampleCluster.machine("lab", "with-empty-drive"));
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        admin.browser().get("/machines/lab/with-empty-drive").statusCode() == 200);
        admin.post(
                        "/machines/lab/with-empty-drive/drives/add",
                        Map.of("disc", "claim:nowhere", "name", "cd", "bus", "sata"))
                .then()
                .statusCode(422)
                .body(containsString("There is no free claim “nowhere” in project lab"));
    }

    @Test
    void interface_comes_its_cable_is_pulled_and_it_leaves_a_running_guest() {
        String machine = "/machines/lab/plant/interfaces";
        admin.post(machine + "/add", Map.of("network", "vlan-20", "model", "virtio", "mac", "", "name", "lan"))
                .then()
                .statusCode(303);
        assertThat(template("plant").at("/networks/2/multus/networkName").asText())
                .isEqualTo("vlan-20");

        admin.post(machine + "/vlan/down", Map.of()).then().statusCode(303);
        assertThat(template("plant").at("/domain/devices/interfaces/1/state").asText())
                .isEqualTo("down");
        admin.post(machine + "/vlan/remove", Map.of()).then().statusCode(303);
        assertThat(template("plant").at("/domain/devices/interfaces/1/state").asText())
                .isEqualTo("absent");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get(RUNNING + "/network").contains("Plug in"));
    }

    @Test
    void wrong_addresses_and_second_pod_networks_are_told() {
        admin.post(
                        RUNNING + "/interfaces/add",
                        Map.of("network", "", "model", "ne2000", "mac", "01:00:00:00:00:01", "name", "x"))
                .then()
                .statusCode(422)
                .body(containsString("one interface on the Pod network at most"))
                .body(containsString("“ne2000” is no model"))
                .body(containsString("its first pair is odd"));
    }

    @Test
    void size_is_written_and_what_waits_for_a_restart_is_named() {
        String machine = "/machines/lab/plant";
        admin.post(machine + "/size", Map.of("sockets", "1", "cores", "12", "threads", "1", "memory", "24"))
                .then()
                .statusCode(303);

        assertThat(template("plant").at("/domain/cpu/cores").asInt()).isEqualTo(12);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get(machine).contains("cpu.cores 8 → 12; memory.guest 16Gi → 24576Mi"));
    }

    @Test
    void visitor_without_the_right_sees_why_and_changes_nothing() {
        PortalDouble.cluster().allow((_, ask) -> !ask.path("verb").asText().equals("patch"));
        int before = PortalDouble.cluster().calls().size();

        assertThat(admin.get(RUNNING + "/disks"))
                .contains("it needs the right to patch virtualmachines (kubevirt.io)")
                .doesNotContain("Add disk");
        admin.post(RUNNING + "/size", Map.of("sockets", "1", "cores", "1", "threads", "1", "memory", "1"))
                .then()
                .statusCode(422)
                .body(containsString("it needs the right to patch virtualmachines"));
        assertThat(PortalDouble.cluster().calls()).hasSize(before);
    }

    private static JsonNode template(String name) {
        return PortalDouble.cluster().get(VMS + name).orElseThrow().at("/spec/template/spec");
    }

    private static List<ClusterDouble.Call> calls(String path) {
        return PortalDouble.cluster().calls().stream()
                .filter(call -> call.path().contains(path))
                .toList();
    }
}
