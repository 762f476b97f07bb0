package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.machine.subresource.Reaction.Patched;
import dev.slipway.machine.subresource.Reaction.Place;
import dev.slipway.machine.subresource.Reaction.Refused;
import dev.slipway.machine.validate.FeatureGates;
import java.util.List;
import java.util.Optional;

/**
 * {@code addvolume} and {@code removevolume}: a disk that comes or goes while the guest runs. With the gate HotplugVolumes a
 * machine keeps the wish in {@code status.volumeRequests}; without it, which is the default, its template changes at once.
 * Source: KubeVirt v1.9.0, {@code pkg/virt-api/rest/volumes.go}.
 */
public final class VolumeRequest {
    private static final String REQUESTS_IN_STATUS = "HotplugVolumes";
    private static final String IN_TEMPLATE = "DeclarativeHotplugVolumes";
    private static final String REQUESTS = "/status/volumeRequests";
    private static final int ACCEPTED = 202;

    private VolumeRequest() {}

    /** Decides {@code addvolume}. */
    public static Reaction add(Target target, Wish wish, ClusterFacts facts) {
        return refusalOfAddition(wish, facts)
                .<Reaction>map(Refused::new)
                .orElseGet(() -> decide(target, new VolumeChange.Addition(completed(wish.options())), facts));
    }

    /** Decides {@code removevolume}. */
    public static Reaction remove(Target target, Wish wish, ClusterFacts facts) {
        return refusal(wish, facts, "RemoveVolumeOptions", List.of("name"))
                .<Reaction>map(Refused::new)
                .orElseGet(() -> decide(target, new VolumeChange.Removal(wish.text("name"), wish.options()), facts));
    }

    private static Optional<Refusal> refusalOfAddition(Wish wish, ClusterFacts facts) {
        return refusal(wish, facts, "AddVolumeOptions", List.of("name", "disk", "volumeSource"));
    }

    private static Optional<Refusal> refusal(Wish wish, ClusterFacts facts, String type, List<String> needed) {
        if (!isOn(REQUESTS_IN_STATUS, facts) && !isOn(IN_TEMPLATE, facts)) {
            return Optional.of(Refusal.badRequest(
                    "Enable DeclarativeHotplugVolumes or HotplugVolumes feature gate to use this API."));
        }
        return wish.malformed()
                .or(() -> needed.stream()
                        .filter(field -> isAbsent(wish.options().path(field)))
                        .findFirst()
                        .map(field -> Refusal.badRequest("%s requires %s"
                                .formatted(
                                        type,
                                        switch (field) {
                                            case "name" -> "name to be set";
                                            case "disk" -> "disk to not be nil";
                                            default -> "VolumeSource to not be nil";
                                        }))));
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || value.isTextual() && value.asText().isEmpty();
    }

    private static boolean isOn(String gate, ClusterFacts facts) {
        return FeatureGates.isEnabled(gate, facts.configuration());
    }

    /** The disk bears the volume's name, and the volume says that it may be unplugged. */
    private static ObjectNode completed(ObjectNode options) {
        ObjectNode copy = options.deepCopy();
        copy.withObjectProperty("disk").put("name", copy.path("name").asText());
        VolumeChange.CLAIM_FIELDS.stream()
                .map(field -> copy.path("volumeSource").path(field))
                .filter(JsonNode::isObject)
                .findFirst()
                .ifPresent(source -> ((ObjectNode) source).put(VolumeChange.HOTPLUGGABLE, true));
        return copy;
    }

    private static Reaction decide(Target target, VolumeChange change, ClusterFacts facts) {
        Optional<JsonNode> found = target.find(facts);
        if (found.isEmpty()) {
            return target.missing();
        }
        boolean inStatus = isOn(REQUESTS_IN_STATUS, facts);
        if (!target.isMachine() && !inStatus && isOwnedByMachine(found.get())) {
            return Target.badRequest("VMI %s/%s is owned by a VM".formatted(target.namespace(), target.name()));
        }
        if (!target.isMachine() && !InstancePhase.isRunning(found.get())) {
            return target.conflict("VMI is not running");
        }
        JsonNode spec = target.isMachine()
                ? found.get().at("/spec/template/spec")
                : found.get().path("spec");
        Optional<String> impossible = change.impossible(spec.path("volumes"));
        if (impossible.isPresent()) {
            return target.conflict(impossible.get());
        }
        return target.isMachine() && inStatus
                ? request(target, change, found.get().at(REQUESTS))
                : new Patched(
                        target.isMachine() ? Place.MACHINE : Place.INSTANCE,
                        patch(target.isMachine() ? "/spec/template" : "", spec, change),
                        ACCEPTED);
    }

    private static boolean isOwnedByMachine(JsonNode instance) {
        for (JsonNode owner : instance.at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()
                    && owner.path("kind").asText().equals("VirtualMachine")) {
                return true;
            }
        }
        return false;
    }

    private static JsonPatch patch(String prefix, JsonNode spec, VolumeChange change) {
        JsonPatch patch = new JsonPatch();
        replace(patch, prefix + "/spec/volumes", spec.path("volumes"), change.volumes(list(spec.path("volumes"))));
        JsonNode disks = spec.at("/domain/devices/disks");
        replace(patch, prefix + "/spec/domain/devices/disks", disks, change.disks(list(disks), spec.path("volumes")));
        return patch;
    }

    private static void replace(JsonPatch patch, String path, JsonNode before, ArrayNode after) {
        if (!before.isMissingNode()) {
            patch.test(path, before);
        }
        patch.add(path, after);
    }

    private static Reaction request(Target target, VolumeChange change, JsonNode waiting) {
        ArrayNode requests = list(MissingNode.getInstance());
        for (JsonNode request : waiting) {
            Optional<String> impossible = change.impossibleAfter(request);
            if (impossible.isPresent()) {
                return target.conflict(impossible.get());
            }
            if (!change.replaces(request)) {
                requests.add(request);
            }
        }
        requests.add(change.request());
        JsonPatch patch = new JsonPatch();
        replace(patch, REQUESTS, waiting, requests);
        return new Patched(Place.MACHINE_STATUS, patch, ACCEPTED);
    }

    private static ArrayNode list(JsonNode list) {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        list.forEach(copy::add);
        return copy;
    }
}
