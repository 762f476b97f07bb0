package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules for the helper volumes of a running instance. Source: KubeVirt v1.9.0, {@code storagehotplug.go}. */
final class UtilityVolumes {
    private UtilityVolumes() {}

    static Optional<Cause> wrong(JsonNode object, JsonNode before, boolean enabled) {
        JsonNode volumes = object.path("spec").path("utilityVolumes");
        if (!volumes.isEmpty() && !enabled) {
            return cause(
                    "spec.utilityVolumes",
                    "FieldValueInvalid",
                    "utilityVolumes need the feature gate UtilityVolumes, which is off.");
        }
        Set<String> names = new HashSet<>();
        object.path("spec")
                .path("volumes")
                .forEach(volume -> names.add(volume.path("name").asText()));
        Set<String> permanent = PluggedDisks.permanent(before);
        Map<String, JsonNode> old = new HashMap<>();
        before.path("spec")
                .path("utilityVolumes")
                .forEach(volume -> old.put(volume.path("name").asText(), volume));
        for (int i = 0; i < volumes.size(); i++) {
            JsonNode volume = volumes.get(i);
            String name = volume.path("name").asText("");
            String field = "spec.utilityVolumes[" + i + "]";
            if (name.isEmpty()) {
                return cause(field + ".name", "FieldValueRequired", "A utility volume has no name. Give it one.");
            }
            if (!names.add(name)) {
                return cause(
                        field + ".name",
                        "FieldValueDuplicate",
                        "Volume " + name + " is there twice. Give each its own name.");
            }
            if (volume.path("claimName").asText("").isEmpty()) {
                return cause(
                        field + ".claimName",
                        "FieldValueRequired",
                        "Utility volume " + name + " names no claim. Set claimName.");
            }
            if (permanent.contains(name)) {
                return cause(
                        "",
                        "FieldValueInvalid",
                        "Volume " + name + " is there since the start and cannot be a utility volume.");
            }
            if (old.containsKey(name) && !old.get(name).equals(volume)) {
                return cause(
                        "",
                        "FieldValueInvalid",
                        "Utility volume " + name + " cannot change while it is plugged. Unplug it first.");
            }
        }
        return Optional.empty();
    }

    private static Optional<Cause> cause(String field, String type, String sentence) {
        return Optional.of(new Cause(type, field, sentence));
    }
}
