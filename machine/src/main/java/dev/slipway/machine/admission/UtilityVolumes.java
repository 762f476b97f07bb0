package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.validate.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules for the helper volumes of a running instance. Source: KubeVirt v1.9.0, {@code storagehotplug.go}. */
final class UtilityVolumes {
    private UtilityVolumes() {}

    /** Returns all that is wrong with the form of the volumes, else the first change that cannot be. */
    static List<Cause> wrong(JsonNode object, JsonNode before, boolean enabled) {
        JsonNode volumes = object.path("spec").path("utilityVolumes");
        if (!volumes.isEmpty() && !enabled) {
            return List.of(new Cause(
                    "FieldValueInvalid",
                    "spec.utilityVolumes",
                    "utilityVolumes need the feature gate UtilityVolumes, which is off."));
        }
        List<Cause> causes = form(volumes, object.path("spec").path("volumes"));
        return causes.isEmpty() ? change(volumes, before) : causes;
    }

    private static List<Cause> form(JsonNode volumes, JsonNode others) {
        Set<String> regular = new HashSet<>();
        others.forEach(volume -> regular.add(volume.path("name").asText()));
        Set<String> names = new HashSet<>();
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < volumes.size(); i++) {
            JsonNode volume = volumes.get(i);
            String name = volume.path("name").asText("");
            String field = "spec.utilityVolumes[" + i + "]";
            if (name.isEmpty()) {
                causes.add(
                        new Cause("FieldValueRequired", field + ".name", "A utility volume has no name. Give it one."));
            }
            if (!names.add(name) || regular.contains(name)) {
                causes.add(new Cause(
                        "FieldValueDuplicate",
                        field + ".name",
                        "Volume " + name + " is there twice. Give each its own name."));
            }
            if (volume.path("claimName").asText("").isEmpty()) {
                causes.add(new Cause(
                        "FieldValueRequired",
                        field + ".claimName",
                        "Utility volume " + name + " names no claim. Set claimName."));
            }
        }
        return causes;
    }

    private static List<Cause> change(JsonNode volumes, JsonNode before) {
        Set<String> permanent = PluggedDisks.permanent(before);
        Map<String, JsonNode> old = new HashMap<>();
        before.path("spec")
                .path("utilityVolumes")
                .forEach(volume -> old.put(volume.path("name").asText(), volume));
        for (JsonNode volume : volumes) {
            String name = volume.path("name").asText();
            if (permanent.contains(name)) {
                return whole("Volume " + name + " is there since the start and cannot be a utility volume.");
            }
            if (old.containsKey(name) && !SameMeaning.of(old.get(name), volume)) {
                return whole("Utility volume " + name + " cannot change while it is plugged. Unplug it first.");
            }
        }
        return List.of();
    }

    private static List<Cause> whole(String sentence) {
        return List.of(new Cause("FieldValueInvalid", "", sentence));
    }
}
