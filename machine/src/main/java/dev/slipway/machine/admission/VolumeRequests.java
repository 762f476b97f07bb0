package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.InstanceRules;
import dev.slipway.machine.validate.RuleSetting;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Rules for {@code status.volumeRequests}, the disks to plug and unplug. Source: KubeVirt v1.9.0, {@code vms-admitter.go}. */
final class VolumeRequests {
    private static final String FIELD = "Status.volumeRequests";

    private VolumeRequests() {}

    static List<Cause> of(Review review, JsonNode machine, ClusterFacts facts, RuleSetting setting) {
        JsonNode requests = machine.path("status").path("volumeRequests");
        if (requests.isEmpty()) {
            return List.of();
        }
        Optional<JsonNode> instance = machine.path("status").path("ready").asBoolean()
                ? facts.find("kubevirt.io", "virtualmachineinstances", review.namespace(), review.name())
                        .filter(found -> !found.path("metadata").hasNonNull("deletionTimestamp"))
                : Optional.empty();
        ObjectNode template = machine.path("spec").path("template").path("spec").deepCopy();
        Optional<ObjectNode> running = instance.map(found -> found.path("spec").deepCopy());
        Set<String> added = new HashSet<>();
        Set<String> removed = new HashSet<>();
        for (JsonNode request : requests) {
            Optional<Cause> wrong = request(request, template, running, added, removed);
            if (wrong.isPresent()) {
                return List.of(wrong.get());
            }
            carryOut(request, template);
            running.ifPresent(spec -> carryOut(request, spec));
        }
        List<Cause> causes = causes(template, setting);
        if (causes.isEmpty() && running.isPresent()) {
            causes = causes(running.get(), setting);
        }
        boolean migrating = instance.map(found -> found.path("status").path("migrationState"))
                .filter(state -> state.hasNonNull("startTimestamp") && !state.hasNonNull("endTimestamp"))
                .isPresent();
        return causes.isEmpty() && migrating
                ? List.of(new Cause(
                        "FieldValueNotSupported",
                        "spec",
                        "Disks cannot be plugged while the machine migrates. Try again when it is done."))
                : causes;
    }

    private static List<Cause> causes(ObjectNode spec, RuleSetting setting) {
        return InstanceRules.of(SpecReader.read(spec, VirtualMachineInstanceSpec.class), "spec.template.spec", setting);
    }

    private static Optional<Cause> request(
            JsonNode request, JsonNode template, Optional<ObjectNode> running, Set<String> added, Set<String> removed) {
        JsonNode add = request.path("addVolumeOptions");
        JsonNode remove = request.path("removeVolumeOptions");
        if (add.isObject() == remove.isObject()) {
            return invalid("A volume request needs exactly one of addVolumeOptions and removeVolumeOptions.");
        }
        if (remove.isObject()) {
            String name = remove.path("name").asText();
            return removed.add(name)
                    ? Optional.empty()
                    : invalid("Volume " + name + " is to be unplugged twice. Keep one request.");
        }
        String name = add.path("name").asText();
        if (!added.add(name)) {
            return invalid("Volume " + name + " is to be plugged twice. Keep one request.");
        }
        return PluggableDisk.wrong(add.path("disk"), name, FIELD)
                .or(() -> other(template, name, add) ? taken(name, "in the machine") : Optional.empty())
                .or(() -> running.filter(spec -> other(spec, name, add)).flatMap(_ -> taken(name, "in the instance")));
    }

    private static Optional<Cause> taken(String name, String place) {
        return invalid("There is another volume " + name + " " + place + ". Choose another name.");
    }

    private static boolean other(JsonNode spec, String name, JsonNode add) {
        return StreamSupport.stream(spec.path("volumes").spliterator(), false)
                .filter(volume -> volume.path("name").asText().equals(name))
                .anyMatch(volume -> !volume.equals(volume(name, add, false)));
    }

    private static ObjectNode volume(String name, JsonNode add, boolean hotpluggable) {
        ObjectNode volume = JsonNodeFactory.instance.objectNode().put("name", name);
        JsonNode source = add.path("volumeSource");
        for (String kind : List.of("persistentVolumeClaim", "dataVolume")) {
            if (source.path(kind).isObject() && volume.size() == 1) {
                ObjectNode copy = source.get(kind).deepCopy();
                volume.set(kind, hotpluggable ? copy.put("hotpluggable", true) : copy);
            }
        }
        return volume;
    }

    private static void carryOut(JsonNode request, ObjectNode spec) {
        ArrayNode volumes = spec.withArrayProperty("volumes");
        ArrayNode disks =
                spec.withObjectProperty("domain").withObjectProperty("devices").withArrayProperty("disks");
        JsonNode add = request.path("addVolumeOptions");
        String name = add.isObject()
                ? add.path("name").asText()
                : request.path("removeVolumeOptions").path("name").asText();
        boolean there = StreamSupport.stream(volumes.spliterator(), false)
                .anyMatch(volume -> volume.path("name").asText().equals(name));
        if (add.isObject() && !there) {
            volumes.add(volume(name, add, true));
            disks.add(((ObjectNode) add.get("disk").deepCopy()).put("name", name));
        } else if (!add.isObject()) {
            remove(volumes, name);
            remove(disks, name);
        }
    }

    private static void remove(ArrayNode list, String name) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i).path("name").asText().equals(name)) {
                list.remove(i);
            }
        }
    }

    private static Optional<Cause> invalid(String sentence) {
        return Optional.of(new Cause("FieldValueInvalid", FIELD, sentence));
    }
}
