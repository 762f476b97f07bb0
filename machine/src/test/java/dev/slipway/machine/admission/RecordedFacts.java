package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.machine.facts.CloneRight;
import dev.slipway.machine.facts.ClusterFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The cluster in which the answers were recorded: its configuration, its passive objects, and those that lived there. */
public record RecordedFacts(KubeVirtConfiguration configuration, List<JsonNode> objects) implements ClusterFacts {
    private static final Path RECORDED = Path.of("..", "..", "shared", "data", "kubevirt", "recorded");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ConcurrentMap<String, RecordedFacts> KNOWN = new ConcurrentHashMap<>();

    /** The instances that migrations lean on: name, phase, whether they can migrate. */
    private static final List<List<String>> INSTANCES = List.of(
            List.of("mig-running", "Running", "True"),
            List.of("mig-succeeded", "Succeeded", "True"),
            List.of("mig-failed", "Failed", "True"),
            List.of("mig-notlm", "Running", "False"),
            List.of("mig-pending", "Pending", ""),
            List.of("mig-inflight", "Running", "True"),
            List.of("runner", "Running", "True"));

    /** Returns the facts under the named configuration. */
    public static RecordedFacts of(String configuration) throws IOException {
        RecordedFacts known = KNOWN.get(configuration);
        if (known == null) {
            JsonNode all = JSON.readTree(RECORDED.resolve("configs.json").toFile());
            known = new RecordedFacts(
                    JSON.treeToValue(all.path(configuration), KubeVirtConfiguration.class), objectsOf());
            KNOWN.put(configuration, known);
        }
        return known;
    }

    private static List<JsonNode> objectsOf() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        JSON.readTree(RECORDED.resolve("fixtures.json").toFile()).forEach(objects::add);
        for (List<String> instance : INSTANCES) {
            ObjectNode live = object("VirtualMachineInstance", instance.get(0));
            live.putObject("status").put("phase", instance.get(1));
            if (!instance.get(2).isEmpty()) {
                live.withObjectProperty("status")
                        .putArray("conditions")
                        .addObject()
                        .put("type", "LiveMigratable")
                        .put("status", instance.get(2));
            }
            objects.add(live);
        }
        ObjectNode inflight = object("VirtualMachineInstanceMigration", "inflight1");
        inflight.putObject("spec").put("vmiName", "mig-inflight");
        inflight.putObject("status").put("phase", "Running");
        objects.add(inflight);
        machine(objects, "stopped", "Halted", false);
        machine(objects, "runner", "Always", true);
        machine(objects, "inrestore", "Halted", false);
        snapshot(objects, "snap-ready", true);
        snapshot(objects, "snap-notready", false);
        ObjectNode busy = object("VirtualMachineRestore", "busy");
        busy.putObject("spec")
                .putObject("target")
                .put("apiGroup", "kubevirt.io")
                .put("kind", "VirtualMachine")
                .put("name", "inrestore");
        busy.putObject("status").put("complete", false);
        objects.add(busy);
        return List.copyOf(objects);
    }

    private static void machine(List<JsonNode> objects, String name, String strategy, boolean runs) {
        ObjectNode machine = object("VirtualMachine", name);
        machine.putObject("metadata").put("name", name).put("namespace", "adm").put("uid", name + "-uid");
        machine.putObject("spec")
                .put("runStrategy", strategy)
                .putObject("template")
                .putObject("spec")
                .putObject("domain")
                .putObject("devices");
        machine.putObject("status").put("created", runs).put("ready", runs);
        objects.add(machine);
    }

    private static void snapshot(List<JsonNode> objects, String name, boolean ready) {
        ObjectNode snapshot = object("VirtualMachineSnapshot", name);
        snapshot.putObject("spec")
                .putObject("source")
                .put("apiGroup", "kubevirt.io")
                .put("kind", "VirtualMachine")
                .put("name", "stopped");
        ObjectNode status =
                snapshot.putObject("status").put("readyToUse", ready).put("sourceUID", "stopped-uid");
        if (ready) {
            status.put("virtualMachineSnapshotContentName", name + "-content");
            ObjectNode content = object("VirtualMachineSnapshotContent", name + "-content");
            content.putObject("spec")
                    .putObject("source")
                    .putObject("virtualMachine")
                    .putObject("spec")
                    .putObject("template")
                    .putObject("spec")
                    .putObject("domain")
                    .putObject("devices");
            objects.add(content);
        }
        objects.add(snapshot);
    }

    private static ObjectNode object(String kind, String name) {
        ObjectNode object = JSON.createObjectNode().put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", "adm");
        return object;
    }

    @Override
    public String defaultArchitecture() {
        return "amd64";
    }

    @Override
    public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
        return list(group, resource, namespace).stream()
                .filter(object -> object.path("metadata").path("name").asText().equals(name))
                .findFirst();
    }

    @Override
    public List<JsonNode> list(String group, String resource, String namespace) {
        return objects.stream()
                .filter(object -> (object.path("kind").asText().toLowerCase(Locale.ROOT) + "s").equals(resource))
                .filter(object -> namespace.isEmpty()
                        || !namespace.equals("adm")
                        || object.path("metadata")
                                .path("namespace")
                                .asText("adm")
                                .equals(namespace))
                .toList();
    }

    @Override
    public boolean mayCreate(String user, List<String> groups, CloneRight.Creation creation) {
        return true;
    }

    @Override
    public String randomUuid() {
        return "00000000-0000-0000-0000-000000000000";
    }
}
