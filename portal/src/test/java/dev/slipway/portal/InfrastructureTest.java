package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Disks, networks and nodes: what machines stand on. */
@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class InfrastructureTest {
    private static final String LEFT = """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s, namespace: lab, creationTimestamp: "@-9d", annotations: {cdi.kubevirt.io/storage.contentType: kubevirt}}
        spec: {accessModes: [ReadWriteOnce], storageClassName: local, resources: {requests: {storage: 7Gi}}}
        status: {phase: Bound, capacity: {storage: 7Gi}}
        """;
    private static final String FOREIGN = """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: somebodys-database, namespace: lab, creationTimestamp: "@-9d"}
        spec: {accessModes: [ReadWriteOnce], storageClassName: local, resources: {requests: {storage: 3Gi}}}
        status: {phase: Bound, capacity: {storage: 3Gi}}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: prime-1234, namespace: lab, creationTimestamp: "@-9d", annotations: {cdi.kubevirt.io/storage.import.source: http}, ownerReferences: [{apiVersion: v1, kind: PersistentVolumeClaim, name: left-over, uid: x}]}
        spec: {accessModes: [ReadWriteOnce], storageClassName: local, resources: {requests: {storage: 3Gi}}}
        status: {phase: Bound, capacity: {storage: 3Gi}}
        """;
    private static final String NODE = """
        apiVersion: v1
        kind: Node
        metadata: {name: node-9, creationTimestamp: "@-5d"}
        status:
          allocatable: {cpu: "8", memory: 16Gi, devices.kubevirt.io/kvm: "1k"}
          addresses: [{type: InternalIP, address: 10.9.0.9}]
          nodeInfo: {kubeletVersion: v1.34.2, kernelVersion: 6.1.0, osImage: Debian GNU/Linux 12, architecture: amd64, bootID: b, containerRuntimeVersion: c, kubeProxyVersion: p, machineID: m, operatingSystem: linux, systemUUID: s}
          conditions:
          - {type: Ready, status: "%s", message: kubelet is posting ready status}
          - {type: DiskPressure, status: "%s", message: less than a tenth is free}
        """;

    private Visitor admin;

    @BeforeEach
    void allRights() {
        PortalDouble.cluster().allow((_, _) -> true);
        admin = Visitor.admin();
    }

    /** Other tests count the nodes of the sample. */
    @AfterEach
    void sampleAsItWas() {
        PortalDouble.cluster().delete("/api/v1/nodes/node-9");
        await().atMost(Duration.ofSeconds(30)).until(() -> !admin.get("/nodes").contains("id=\"node-node-9\""));
    }

    @Test
    void disk_that_nobody_uses_is_found_and_deleted_by_its_name_as_the_visitor() {
        PortalDouble.cluster().putYaml(LEFT.formatted("left-over"));
        appears("/disks?q=left-over", "id=\"disk-");
        String page = admin.get("/disks?view=unused&q=left-over");
        assertThat(page).contains("left-over").contains("7 GiB").contains(">unused<");
        assertThat(admin.get("/disks/lab/left-over/menu"))
                .contains("/machines/new?project=lab&amp;claim=left-over")
                .contains("/disks/lab/left-over/delete");

        admin.post("/disks/lab/left-over/delete", Map.of("word", "left"))
                .then()
                .statusCode(422)
                .body(containsString("You typed &quot;left&quot;; type left-over exactly"));
        admin.post("/disks/lab/left-over/delete", Map.of("word", "left-over"))
                .then()
                .statusCode(303);

        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call -> call.method().equals("DELETE")
                        && call.path().endsWith("/lab/persistentvolumeclaims/left-over")
                        && call.user().equals("admin"));
    }

    @Test
    void disk_of_a_machine_is_not_deleted_and_the_page_says_what_to_do() {
        admin.browser()
                .get("/disks/payments/payments-db-01-root/delete")
                .then()
                .statusCode(422)
                .body(containsString("belongs to machine payments-db-01; remove it there"));
        admin.post("/disks/payments/payments-db-01-root/delete", Map.of("word", "payments-db-01-root"))
                .then()
                .statusCode(422);

        assertThat(PortalDouble.cluster().calls())
                .noneMatch(call -> call.method().equals("DELETE") && call.path().contains("payments-db-01-root"));
        assertThat(admin.get("/disks?q=payments-db-01-root")).contains("/machines/payments/payments-db-01/disks");
    }

    @Test
    void claims_that_no_machine_has_to_do_with_are_no_disks() {
        PortalDouble.cluster().putYaml(FOREIGN);
        PortalDouble.cluster().putYaml(LEFT.formatted("comes-last"));
        appears("/disks?project=lab&q=comes-last", "id=\"disk-");

        assertThat(admin.get("/disks?project=lab"))
                .doesNotContain("somebodys-database")
                .doesNotContain("prime-1234");
    }

    @Test
    void machine_is_created_on_a_disk_that_is_left() {
        PortalDouble.cluster().putYaml(LEFT.formatted("kept-root"));
        appears("/disks?q=kept-root", "id=\"disk-");

        assertThat(admin.get("/machines/new?project=lab&claim=kept-root"))
                .contains("<option selected>kept-root</option>")
                .contains("value=\"kept-root-01\"");
    }

    @Test
    void node_tells_what_is_given_and_what_it_complains_about_and_is_cordoned_as_the_visitor() {
        PortalDouble.cluster().putYaml(NODE.formatted("True", "True"));
        appears("/nodes", "/nodes/node-9");
        assertThat(admin.get("/nodes"))
                .contains("10.9.0.9")
                .contains("DiskPressure: less than a tenth is free")
                .contains("KVM");
        assertThat(admin.get("/nodes/node-9"))
                .contains("Debian GNU/Linux 12")
                .contains("v1.34.2")
                .contains("No machine runs here");

        admin.post("/nodes/node-9/cordon", Map.of()).then().statusCode(303);

        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call -> call.method().equals("PATCH")
                        && call.path().startsWith("/api/v1/nodes/node-9")
                        && call.body().equals("{\"spec\":{\"unschedulable\":true}}")
                        && call.user().equals("admin"));
        appears("/nodes/node-9", "Cordoned");
        admin.post("/nodes/node-9/uncordon", Map.of()).then().statusCode(303);
        appears("/nodes/node-9", "Ready</span>");
        PortalDouble.cluster().putYaml(NODE.formatted("Unknown", "False"));
        appears("/nodes", "Silent</span>");
    }

    @Test
    void nodes_are_absent_without_the_right_and_the_button_says_which_is_missing() {
        Visitor berta = Visitor.signedIn("berta");
        PortalDouble.cluster()
                .allow((user, ask) ->
                        !user.equals("berta") || !ask.path("resource").asText().equals("nodes"));
        assertThat(berta.get("/machines")).doesNotContain("href=\"/nodes\"");
        assertThat(berta.get("/nodes")).contains("You may not see nodes");
        berta.browser().get("/nodes/node-1").then().statusCode(404);

        PortalDouble.cluster()
                .allow((user, ask) -> !user.equals("berta")
                        || !ask.path("resource").asText().equals("nodes")
                        || ask.path("verb").asText().equals("list"));
        assertThat(berta.get("/nodes/node-1"))
                .contains("aria-disabled=\"true\"")
                .contains("it needs the right to patch nodes");
        berta.post("/nodes/node-1/cordon", Map.of());
        assertThat(PortalDouble.cluster().calls())
                .noneMatch(call ->
                        call.path().startsWith("/api/v1/nodes") && call.user().equals("berta"));
    }

    @Test
    void network_tells_its_kind_and_who_is_attached() {
        assertThat(admin.get("/networks?q=vlan-20&project=payments"))
                .contains("vlan-20")
                .contains("macvlan")
                .contains("on eth0.20")
                .contains("href=\"/machines/payments/payments-db-01/network\"");
        assertThat(admin.get("/networks?q=nothing-like-it")).contains("Nothing matches");
    }

    @Test
    void network_is_made_from_a_form_that_shows_its_yaml_and_deleted_by_its_name_as_the_visitor() {
        assertThat(admin.get("/networks")).contains("href=\"/networks/new?project=\"");
        Map<String, String> form =
                Map.of("project", "lab", "name", "vlan-77", "kind", "bridge", "device", "br0", "vlan", "77");
        admin.post("/networks/new", Map.of("project", "lab", "name", "Vlan 77", "kind", "bridge", "device", "br0"))
                .then()
                .statusCode(422)
                .body(containsString("is no name for a network"));
        admin.post("/networks/preview", form)
                .then()
                .statusCode(200)
                .body(containsString("kind: NetworkAttachmentDefinition"))
                .body(containsString("&quot;vlan&quot;:77"));

        admin.post("/networks/new", form).then().statusCode(303);

        appears("/networks?q=vlan-77", "on br0, VLAN 77");
        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call -> call.method().equals("POST")
                        && call.path().contains("/namespaces/lab/network-attachment-definitions")
                        && call.user().equals("admin"));
        assertThat(admin.get("/networks/lab/vlan-77/delete"))
                .contains("No machine that you may see is attached to it.");
        admin.post("/networks/lab/vlan-77/delete", Map.of("word", "vlan-7"))
                .then()
                .statusCode(422);
        admin.post("/networks/lab/vlan-77/delete", Map.of("word", "vlan-77"))
                .then()
                .statusCode(303);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !admin.get("/networks").contains("id=\"network-lab-vlan-77\""));
    }

    @Test
    void deletion_of_a_network_says_which_machines_use_it() {
        assertThat(admin.get("/networks/payments/vlan-20/delete"))
                .contains("payments-db-01")
                .contains("will not start again until");
    }

    @Test
    void storage_class_tells_what_its_profile_offers_and_becomes_the_default_in_place_of_the_other() {
        PortalDouble.cluster().putYaml("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: first, creationTimestamp: "@-5d", annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
            provisioner: first.example
            ---
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: second, creationTimestamp: "@-5d"}
            provisioner: second.example
            allowVolumeExpansion: true
            volumeBindingMode: WaitForFirstConsumer
            ---
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: StorageProfile
            metadata: {name: second}
            spec: {}
            status: {cloneStrategy: csi-clone, snapshotClass: snaps, claimPropertySets: [{accessModes: [ReadWriteMany], volumeMode: Block}, {accessModes: [ReadWriteOnce], volumeMode: Filesystem}]}
            """);
        try {
            appears("/storage?q=second", "many nodes (block) or one node");
            assertThat(admin.get("/storage?q=second"))
                    .contains("by the storage")
                    .contains("snaps")
                    .contains("can grow, made at first use")
                    .doesNotContain("label__text\">default<");
            assertThat(admin.get("/storage/first/menu")).contains("get first already");

            admin.post("/storage/second/default", Map.of()).then().statusCode(303);

            appears("/storage?q=second", "label__text\">default<");
            assertThat(admin.get("/storage?q=first")).doesNotContain("label__text\">default<");
            assertThat(PortalDouble.cluster().calls())
                    .anyMatch(call -> call.method().equals("PATCH")
                            && call.path().startsWith("/apis/storage.k8s.io/v1/storageclasses/second")
                            && call.user().equals("admin"));
        } finally {
            PortalDouble.cluster().delete("/apis/storage.k8s.io/v1/storageclasses/first");
            PortalDouble.cluster().delete("/apis/storage.k8s.io/v1/storageclasses/second");
            admin.post("/storage/local/default", Map.of());
        }
    }

    @Test
    void names_of_machines_and_images_are_for_those_who_may_list_them() {
        Visitor berta = Visitor.signedIn("berta");
        PortalDouble.cluster()
                .allow((user, ask) -> !user.equals("berta")
                        || !List.of("virtualmachines", "datasources")
                                .contains(ask.path("resource").asText()));

        assertThat(berta.get("/networks?q=vlan-20&project=payments"))
                .contains("vlan-20")
                .doesNotContain("/machines/payments/");
        assertThat(berta.get("/disks?q=payments-db-01-root"))
                .contains("a machine that you may not see")
                .doesNotContain("/machines/payments/payments-db-01")
                .doesNotContain(">unused<");
        assertThat(berta.browser()
                        .get("/disks/payments/payments-db-01-root/delete")
                        .asString())
                .contains("belongs to a machine that you may not see")
                .doesNotContain("machine payments-db-01");
    }

    @Test
    void disks_under_ephemeral_ones_and_of_instances_without_a_machine_are_in_use() {
        for (String name : List.of("under", "dumped", "plugged")) {
            PortalDouble.cluster().putYaml(LEFT.formatted(name));
        }
        PortalDouble.cluster().putYaml("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: passing, namespace: lab, uid: lab-passing}
            spec: {runStrategy: Halted, template: {spec: {domain: {devices: {}}, volumes: [{name: a, ephemeral: {persistentVolumeClaim: {claimName: under}}}, {name: b, memoryDump: {claimName: dumped}}]}}}
            status: {printableStatus: Stopped}
            ---
            apiVersion: kubevirt.io/v1
            kind: VirtualMachineInstance
            metadata: {name: alone, namespace: lab, uid: lab-alone}
            spec: {domain: {devices: {}}, volumes: [{name: a, persistentVolumeClaim: {claimName: plugged, hotpluggable: true}}]}
            status: {phase: Running}
            """);
        appears("/disks?view=used&q=under", "/machines/lab/passing/disks");
        appears("/disks?view=used&q=plugged", "instance alone");

        assertThat(admin.get("/disks?view=used&q=dumped")).contains("/machines/lab/passing/disks");
        for (String name : List.of("under", "dumped", "plugged")) {
            admin.post("/disks/lab/" + name + "/delete", Map.of("word", name))
                    .then()
                    .statusCode(422)
                    .body(containsString(name + " belongs to "));
            assertThat(PortalDouble.cluster().get("/api/v1/namespaces/lab/persistentvolumeclaims/" + name))
                    .isPresent();
        }
        PortalDouble.cluster().delete("/apis/kubevirt.io/v1/namespaces/lab/virtualmachineinstances/alone");
        appears("/disks?view=unused&q=plugged", ">unused<");
    }

    @Test
    void disk_that_was_taken_a_moment_ago_is_not_deleted() {
        PortalDouble.cluster().putYaml(LEFT.formatted("just-taken"));
        appears("/disks?q=just-taken", "id=\"disk-");
        String machines = "/apis/kubevirt.io/v1/namespaces/lab/virtualmachines";
        PortalDouble.cluster().reply("GET", machines, ClusterDouble.Reply.json(200, """
            {"kind":"VirtualMachineList","apiVersion":"kubevirt.io/v1","metadata":{},"items":[{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine",
            "metadata":{"name":"quick","namespace":"lab"},"spec":{"template":{"spec":{"domain":{"devices":{}},"volumes":[{"name":"a","persistentVolumeClaim":{"claimName":"just-taken"}}]}}}}]}"""));
        try {
            admin.post("/disks/lab/just-taken/delete", Map.of("word", "just-taken"))
                    .then()
                    .statusCode(422)
                    .body(containsString("just-taken is used by a machine by now. Nothing was deleted"));
        } finally {
            PortalDouble.cluster().forget("GET", machines);
        }
        assertThat(PortalDouble.cluster().get("/api/v1/namespaces/lab/persistentvolumeclaims/just-taken"))
                .isPresent();
    }

    @Test
    void list_opens_with_the_columns_and_the_order_that_were_chosen_last_by_this_user_in_this_browser() {
        for (String list : List.of("/disks", "/machines")) {
            Map.Entry<String, String> columns =
                    chosen("", "", list + "?cols=none&cols=project&cols=age&cols=node&keep=cols");
            Map.Entry<String, String> kept =
                    chosen(columns.getKey(), columns.getValue(), list + "?sort=-project&keep=sort");

            assertThat(with(kept, list))
                    .as(list)
                    .contains("aria-sort=\"descending\"")
                    .contains("value=\"project\" checked")
                    .containsPattern("data-address=\"" + list + "[^\"]*sort=-project")
                    .doesNotContain(">Size</a>")
                    .doesNotContain(">Disk</a>");
            Visitor anna = Visitor.signedIn("anna");
            assertThat(anna.browser()
                            .cookie(kept.getKey(), kept.getValue())
                            .get(list)
                            .asString())
                    .as(list)
                    .doesNotContain("aria-sort=\"descending\"");
        }
    }

    @Test
    void list_that_is_open_keeps_its_order_and_columns_whatever_is_chosen_in_another_tab() {
        for (String list : List.of("/disks", "/machines")) {
            Map.Entry<String, String> kept = chosen("", "", list + "?sort=-project&keep=sort");

            assertThat(admin.browser()
                            .cookie(kept.getKey(), kept.getValue())
                            .header("HX-Request", "true")
                            .get(list)
                            .asString())
                    .as(list)
                    .contains("data-address=\"" + list + "\"")
                    .doesNotContain("aria-sort=\"descending\"");
        }
    }

    @Test
    void link_with_an_order_shows_it_once_and_changes_nothing_for_the_next_time() {
        for (String link :
                List.of("/images?sort=state", "/machines?sort=-memory&cols=cpu", "/disks?sort=size&q=a&page=2")) {
            assertThat(admin.browser()
                            .get(link)
                            .then()
                            .statusCode(200)
                            .extract()
                            .cookies()
                            .keySet())
                    .as(link)
                    .noneMatch(name -> name.startsWith("slipway-lists-"));
        }
    }

    @Test
    void what_is_as_usual_is_not_kept_and_without_any_column_what_things_are_is_left() {
        for (String list : List.of("/disks", "/machines")) {
            Map.Entry<String, String> none = chosen("", "", list + "?cols=none&keep=cols");
            assertThat(with(none, list))
                    .as(list)
                    .contains(">Name")
                    .doesNotContain(">Project</a>")
                    .doesNotContain("value=\"project\" checked");

            List<String> all = Stream.of(
                            "project,users,storage,size,age", "project,node,ip,cpu,memory,disk,uptime,labels")
                    .map(names -> "&cols=" + names.replace(",", "&cols="))
                    .toList();
            Map.Entry<String, String> usual =
                    chosen(none.getKey(), none.getValue(), list + "?cols=none" + String.join("", all) + "&keep=cols");
            assertThat(usual.getValue()).as(list).isEmpty();
            admin.browser()
                    .get(list + "?sort=name&keep=sort")
                    .then()
                    .statusCode(303)
                    .header("Location", endsWith(list));
        }
    }

    @Test
    void columns_that_narrow_screens_never_show_are_not_offered_there() {
        for (String list : List.of("/disks", "/machines")) {
            assertThat(admin.get(list))
                    .as(list)
                    .contains("aria-labelledby=\"columns-h\"")
                    .containsPattern(
                            "<label class=\"row hide\"><input type=\"checkbox\" name=\"cols\" value=\"project\"")
                    .containsPattern(
                            "<label class=\"row\"><input type=\"checkbox\" name=\"cols\" value=\"(size|cpu)\"");
        }
    }

    @Test
    void cookie_that_makes_no_sense_means_nothing() {
        String name = chosen("", "", "/disks?sort=-project&keep=sort").getKey();

        assertThat(admin.browser()
                        .cookie(name, "disks~-size~nothing.such!machines~<b>~")
                        .get("/disks")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .contains("aria-sort=\"descending\"")
                .contains(">Project</a>");
        assertThat(with(Map.entry(name, "disks~<b>~x!!~~~"), "/disks"))
                .contains(">Project</a>")
                .doesNotContain("aria-sort=\"descending\"")
                .doesNotContain("sort=%3C");
    }

    /** Returns the cookie that a choice leaves, which is made with an earlier one. */
    private Map.Entry<String, String> chosen(String cookie, String value, String address) {
        var browser = cookie.isEmpty() ? admin.browser() : admin.browser().cookie(cookie, value);
        return browser.get(address).then().statusCode(303).extract().cookies().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("slipway-lists-"))
                .findFirst()
                .orElseThrow();
    }

    private String with(Map.Entry<String, String> cookie, String path) {
        return admin.browser()
                .cookie(cookie.getKey(), cookie.getValue())
                .get(path)
                .asString();
    }

    @Test
    void each_list_has_a_letter_and_a_title_of_its_own() {
        Map<String, String> titles = Map.of(
                "/disks", "Disks",
                "/nodes", "Nodes",
                "/networks", "Networks",
                "/machines/payments/payments-db-01/events", "payments-db-01 events",
                "/machines/payments/payments-db-01/yaml", "payments-db-01 YAML");
        titles.forEach((path, title) ->
                assertThat(admin.get(path)).as(path).contains("<title>" + title + " · Slipway</title>"));
        String page = admin.get("/overview");
        for (String letter : List.of("o", "m", "i", "d", "w", "t", "e", "n", "v", "s")) {
            assertThat(page).contains("data-go=\"" + letter + "\"");
        }
    }

    @Test
    void notes_and_labels_are_written_by_the_visitor_and_those_of_controllers_stay() {
        PortalDouble.cluster().putYaml("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: noted, namespace: lab, uid: lab-noted, labels: {tier: db, old: "1", vm.kubevirt.io/template: small}}
            spec: {runStrategy: Halted, template: {spec: {domain: {devices: {}}}}}
            status: {printableStatus: Stopped}
            """);
        appears("/machines/lab/noted/notes", "tier=db");

        admin.post("/machines/lab/noted/notes", Map.of("text", "", "labels", "tier=a b"))
                .then()
                .statusCode(422)
                .body(containsString("cannot be the value of a label"));
        assertThat(admin.get("/machines/lab/noted/notes"))
                .contains("name=\"shown-text\" value=\"\"")
                .contains("name=\"shown-labels\" value=\"old=1\ntier=db\"");
        admin.post(
                        "/machines/lab/noted/notes",
                        Map.of(
                                "text", "Anna's.\r\nAsk first.",
                                "labels", "tier=web\r\nnew",
                                "shown-labels", "old=1\r\ntier=db"))
                .then()
                .statusCode(303);

        var metadata = PortalDouble.cluster()
                .get("/apis/kubevirt.io/v1/namespaces/lab/virtualmachines/noted")
                .orElseThrow()
                .path("metadata");
        assertThat(metadata.at("/annotations/description").asText()).isEqualTo("Anna's.\nAsk first.");
        assertThat(metadata.path("labels").toString())
                .contains("\"tier\":\"web\"")
                .contains("\"new\":\"\"")
                .contains("vm.kubevirt.io/template")
                .doesNotContain("old");
        appears("/machines/lab/noted", "Ask first.");
        appears("/machines?q=ask+first", "noted");
    }

    @Test
    void notes_that_somebody_else_wrote_meanwhile_are_told_and_his_labels_stay() {
        PortalDouble.cluster().putYaml("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: shared-notes, namespace: lab, uid: lab-shared-notes, labels: {tier: db, his: "1"}, annotations: {description: Bert was here.}}
            spec: {runStrategy: Halted, template: {spec: {domain: {devices: {}}}}}
            status: {printableStatus: Stopped}
            """);
        appears("/machines/lab/shared-notes/notes", "Bert was here.");
        Map<String, String> form =
                Map.of("text", "Mine.", "labels", "tier=web", "shown-text", "Old.", "shown-labels", "tier=db");

        admin.post("/machines/lab/shared-notes/notes", form)
                .then()
                .statusCode(422)
                .body(containsString("They are now: &quot;Bert was here.&quot;"))
                .body(containsString("name=\"shown-text\" value=\"Bert was here.\""))
                .body(containsString(">Mine.</textarea>"));
        assertThat(metadata("shared-notes").at("/annotations/description").asText())
                .isEqualTo("Bert was here.");

        admin.post(
                        "/machines/lab/shared-notes/notes",
                        Map.of("text", "Old.", "labels", "tier=web", "shown-text", "Old.", "shown-labels", "tier=db"))
                .then()
                .statusCode(303);
        assertThat(metadata("shared-notes").at("/annotations/description").asText())
                .isEqualTo("Bert was here.");
        assertThat(metadata("shared-notes").path("labels").toString())
                .contains("\"tier\":\"web\"")
                .contains("\"his\":\"1\"");
    }

    private static JsonNode metadata(String machine) {
        return PortalDouble.cluster()
                .get("/apis/kubevirt.io/v1/namespaces/lab/virtualmachines/" + machine)
                .orElseThrow()
                .path("metadata");
    }

    @Test
    void machine_tells_the_commands_that_do_the_same() {
        assertThat(admin.get("/machines/payments/payments-db-01"))
                .contains("data-copy=\"virtctl console payments-db-01 -n payments\"")
                .contains("data-copy=\"kubectl get vm payments-db-01 -n payments -o yaml\"");
    }

    @Test
    void console_in_a_window_of_its_own_offers_no_other_window() {
        admin.browser()
                .get("/machines/payments/payments-db-01/console?kind=serial&window=1")
                .then()
                .statusCode(200)
                .body(containsString("data-alone"))
                .body(containsString("console?window=1\""))
                .body(not(containsString("data-window")));
        assertThat(admin.get("/machines/payments/payments-db-01/console")).contains("data-window");
    }

    @Test
    void page_of_a_missing_machine_leads_to_the_nearest_names() {
        admin.browser()
                .get("/machines/payments/payments-db")
                .then()
                .statusCode(404)
                .body(containsString("<a href=\"/machines/payments/payments-db-01\">payments/payments-db-01</a>"));
    }

    private void appears(String path, String text) {
        await().atMost(Duration.ofSeconds(30)).until(() -> admin.get(path).contains(text));
    }
}
