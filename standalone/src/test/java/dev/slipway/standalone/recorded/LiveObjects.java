package dev.slipway.standalone.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The machines, instances, snapshots and their likes that were there when the recordings were made; no part is needed that
 * would make them live.
 */
final class LiveObjects {
    private static final String NAMESPACE = "adm";

    /** Name, phase, whether it can migrate. */
    private static final List<List<String>> INSTANCES = List.of(
            List.of("mig-running", "Running", "True"),
            List.of("mig-succeeded", "Succeeded", "True"),
            List.of("mig-failed", "Failed", "True"),
            List.of("mig-notlm", "Running", "False"),
            List.of("mig-pending", "Pending", ""),
            List.of("mig-inflight", "Running", "True"),
            List.of("runner", "Running", "True"));

    private final RecordedApi api;

    private LiveObjects(RecordedApi api) {
        this.api = api;
    }

    static void make(RecordedApi api) {
        LiveObjects objects = new LiveObjects(api);
        INSTANCES.forEach(objects::instance);
        objects.machine("stopped", "Halted", false);
        objects.machine("runner", "Always", true);
        objects.machine("inrestore", "Halted", false);
        objects.migration();
        objects.snapshot("snap-ready", true);
        objects.snapshot("snap-notready", false);
        objects.restore();
    }

    private void instance(List<String> instance) {
        ObjectNode object = object("kubevirt.io/v1", "VirtualMachineInstance", instance.get(0));
        spec(object.putObject("spec"));
        ObjectNode status = RecordedApi.JSON.createObjectNode().put("phase", instance.get(1));
        if (!instance.get(2).isEmpty()) {
            status.putArray("conditions")
                    .addObject()
                    .put("type", "LiveMigratable")
                    .put("status", instance.get(2));
        }
        store(object, false, status);
    }

    private static void spec(ObjectNode spec) {
        ObjectNode domain = spec.putObject("domain");
        domain.putObject("devices");
        domain.putObject("memory").put("guest", "1Gi");
    }

    private void machine(String name, String strategy, boolean runs) {
        ObjectNode object = object("kubevirt.io/v1", "VirtualMachine", name);
        spec(object.putObject("spec")
                .put("runStrategy", strategy)
                .putObject("template")
                .putObject("spec"));
        store(
                object,
                true,
                RecordedApi.JSON.createObjectNode().put("created", runs).put("ready", runs));
    }

    private void migration() {
        ObjectNode object = object("kubevirt.io/v1", "VirtualMachineInstanceMigration", "inflight1");
        object.putObject("spec").put("vmiName", "mig-inflight");
        store(object, true, RecordedApi.JSON.createObjectNode().put("phase", "Running"));
    }

    private void snapshot(String name, boolean ready) {
        ObjectNode object = object("snapshot.kubevirt.io/v1beta1", "VirtualMachineSnapshot", name);
        reference(object.putObject("spec").putObject("source"), "stopped");
        String source = api.get("/apis/kubevirt.io/v1/namespaces/adm/virtualmachines/stopped")
                .body()
                .at("/metadata/uid")
                .asText();
        ObjectNode status =
                RecordedApi.JSON.createObjectNode().put("readyToUse", ready).put("sourceUID", source);
        if (ready) {
            status.put("virtualMachineSnapshotContentName", name + "-content");
            ObjectNode content =
                    object("snapshot.kubevirt.io/v1beta1", "VirtualMachineSnapshotContent", name + "-content");
            ObjectNode machine = content.putObject("spec").putObject("source").putObject("virtualMachine");
            spec(machine.putObject("spec")
                    .put("runStrategy", "Halted")
                    .putObject("template")
                    .putObject("spec"));
            store(content, true, RecordedApi.JSON.createObjectNode());
        }
        store(object, true, status);
    }

    private void restore() {
        ObjectNode object = object("snapshot.kubevirt.io/v1beta1", "VirtualMachineRestore", "busy");
        ObjectNode spec = object.putObject("spec").put("virtualMachineSnapshotName", "snap-ready");
        reference(spec.putObject("target"), "inrestore");
        store(object, true, RecordedApi.JSON.createObjectNode().put("complete", false));
    }

    private static void reference(ObjectNode reference, String machine) {
        reference.put("apiGroup", "kubevirt.io").put("kind", "VirtualMachine").put("name", machine);
    }

    private static ObjectNode object(String version, String kind, String name) {
        ObjectNode object =
                RecordedApi.JSON.createObjectNode().put("apiVersion", version).put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
        return object;
    }

    private void store(ObjectNode object, boolean statusApart, JsonNode status) {
        String all = api.collection(object, NAMESPACE).orElseThrow();
        RecordedApi.demand(api.postAsController(all, object));
        RecordedApi.demand(
                api.writeStatus(all + "/" + object.at("/metadata/name").asText(), statusApart, status));
    }
}
