package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.machine.pod.Bytes;
import dev.slipway.machine.subresource.Reaction.Patched;
import dev.slipway.machine.subresource.Reaction.Place;
import dev.slipway.machine.subresource.Reaction.Refused;
import dev.slipway.machine.validate.FeatureGates;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * {@code memorydump} and {@code removememorydump}: the wish to write the guest's memory to a claim, kept in
 * {@code status.memoryDumpRequest}. Source: KubeVirt v1.9.0, {@code pkg/virt-api/rest/memorydump.go}; what KubeVirt takes for
 * the size of the guest is zero where only {@code memory.guest} is set, here it is that.
 */
public final class MemoryDump {
    private static final String REQUEST = "/status/memoryDumpRequest";
    private static final String CLAIM = "persistentvolumeclaim";
    private static final long HEADER_BYTES = 100 * Bytes.MEBIBYTE;
    private static final String DEFAULT_OVERHEAD = "0.06";
    private static final int ACCEPTED = 202;

    private MemoryDump() {}

    /** Decides {@code memorydump}. */
    public static Reaction request(Target target, Wish wish, ClusterFacts facts) {
        if (!FeatureGates.isEnabled("HotplugVolumes", facts.configuration())
                && !FeatureGates.isEnabled("DeclarativeHotplugVolumes", facts.configuration())) {
            return Target.badRequest(
                    "Unable to memory dump: enable DeclarativeHotplugVolumes or HotplugVolumes feature gate.");
        }
        if (wish.malformed().isPresent()) {
            return new Refused(wish.malformed().get());
        }
        Optional<JsonNode> machine = target.find(facts);
        return machine.map(found -> request(target, wish.text("claimName"), found.at(REQUEST), facts))
                .orElseGet(target::missing);
    }

    private static Reaction request(Target target, String wanted, JsonNode present, ClusterFacts facts) {
        String associated = present.path("claimName").asText("");
        if (wanted.isEmpty() && associated.isEmpty()) {
            return Target.badRequest("Memory dump requires claim name to be set");
        }
        if (!wanted.isEmpty() && !associated.isEmpty() && !wanted.equals(associated)) {
            return target.conflict(
                    "can't request memory dump for pvc [%s] while pvc [%s] is still associated as the memory dump pvc"
                            .formatted(wanted, associated));
        }
        String claim = wanted.isEmpty() ? associated : wanted;
        Optional<JsonNode> instance = target.instance(facts);
        if (instance.isEmpty()) {
            return target.missingInstance();
        }
        if (!InstancePhase.isRunning(instance.get())) {
            return target.instanceConflict("VMI is not running");
        }
        return refusalOfClaim(target, claim, instance.get(), facts)
                .<Reaction>map(Refused::new)
                .orElseGet(() -> associate(target, claim, present));
    }

    private static Optional<Refusal> refusalOfClaim(Target target, String name, JsonNode instance, ClusterFacts facts) {
        Optional<JsonNode> found = facts.find("", "persistentvolumeclaims", target.namespace(), name);
        if (found.isEmpty()) {
            return Optional.of(Refusal.notFound(CLAIM, name));
        }
        JsonNode spec = found.get().path("spec");
        if (spec.path("volumeMode").asText().equals("Block")) {
            return Optional.of(Refusal.conflict(CLAIM, name, "pvc should be filesystem pvc"));
        }
        if (isReadOnly(spec.path("accessModes"))) {
            return Optional.of(Refusal.conflict(CLAIM, name, "pvc access mode can't be read only"));
        }
        long size = bytes(spec.at("/resources/requests/storage"));
        long needed = withOverhead(
                guestBytes(instance) + HEADER_BYTES,
                spec.path("storageClassName").asText(""),
                facts);
        return size >= needed
                ? Optional.empty()
                : Optional.of(Refusal.conflict(
                        CLAIM,
                        name,
                        "pvc size [%s] should be bigger then [%s]"
                                .formatted(Bytes.quantity(size), Bytes.quantity(needed))));
    }

    private static boolean isReadOnly(JsonNode modes) {
        boolean readable = false;
        for (JsonNode mode : modes) {
            readable |= mode.asText().equals("ReadOnlyMany");
            if (mode.asText().startsWith("ReadWrite")) {
                return false;
            }
        }
        return readable;
    }

    /**
     * What is requested, whatever the guest has: by the same rule virtctl makes a claim for a dump. One that turns out too
     * small fails with its reason.
     */
    private static long guestBytes(JsonNode instance) {
        return bytes(instance.at("/spec/domain/resources/requests/memory"));
    }

    private static long bytes(JsonNode quantity) {
        return quantity.isValueNode() && !quantity.isNull() ? Bytes.of(new Quantity(quantity.asText())) : 0;
    }

    /** A file system keeps a share of the claim for itself: as the CDIConfig says for the class, else for all. */
    private static long withOverhead(long bytes, String storageClass, ClusterFacts facts) {
        JsonNode overhead = facts.find("cdi.kubevirt.io", "cdiconfigs", "", "config")
                .map(config -> config.at("/status/filesystemOverhead"))
                .orElseGet(() -> JsonNodeFactory.instance.objectNode());
        String share = overhead.path("storageClass")
                .path(storageClass)
                .asText(overhead.path("global").asText(DEFAULT_OVERHEAD));
        return new BigDecimal(bytes)
                .multiply(BigDecimal.ONE.add(new BigDecimal(share)))
                .setScale(0, RoundingMode.UP)
                .longValueExact();
    }

    private static Reaction associate(Target target, String claim, JsonNode present) {
        String phase = present.path("phase").asText("");
        if (phase.equals("Dissociating")) {
            return target.conflict(
                    "can't dump memory for pvc [%s] a remove memory dump request is in progress".formatted(claim));
        }
        if (present.isObject() && !phase.equals("Completed") && !phase.equals("Failed")) {
            return target.conflict("memory dump request for pvc [%s] already in progress".formatted(claim));
        }
        return patched(present, claim, "Associating", false);
    }

    /** Decides {@code removememorydump}. */
    public static Reaction remove(Target target, Wish wish, ClusterFacts facts) {
        Optional<JsonNode> machine = target.find(facts);
        return machine.map(found -> dissociate(target, found.at(REQUEST))).orElseGet(target::missing);
    }

    private static Reaction dissociate(Target target, JsonNode present) {
        if (!present.isObject()) {
            return target.conflict(
                    "can't remove memory dump association for vm %s, no association found".formatted(target.name()));
        }
        String claim = present.path("claimName").asText();
        return present.path("remove").asBoolean()
                ? target.conflict("memory dump remove request for pvc [%s] already exists".formatted(claim))
                : patched(present, claim, "Dissociating", true);
    }

    private static Reaction patched(JsonNode before, String claim, String phase, boolean remove) {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("claimName", claim).put("phase", phase);
        if (remove) {
            request.put("remove", true);
        }
        JsonPatch patch = new JsonPatch();
        if (before.isObject()) {
            patch.test(REQUEST, before);
        }
        return new Patched(Place.MACHINE_STATUS, patch.add(REQUEST, request), ACCEPTED);
    }
}
