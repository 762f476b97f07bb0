package dev.slipway.standalone.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a client sees of a DataVolume, without what is another each time. */
final class ImportPicture {
    /** Name of the DataVolume in all scenarios. */
    static final String NAME = "dv";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern UNDER_WAY = Pattern.compile("\\d+\\.\\d\\d%");

    /** Who else writes events about claims. */
    private static final Set<String> OTHERS = Set.of("persistentvolume-controller", "default-scheduler", "kubelet");

    private ImportPicture() {}

    static JsonNode recorded(JsonNode scenario) {
        JsonNode volume = JSON.missingNode();
        JsonNode claim = JSON.missingNode();
        Set<String> phases = new LinkedHashSet<>();
        for (JsonNode entry : scenario.path("timeline")) {
            if (!NAME.equals(entry.path("name").asText())) {
                continue;
            }
            JsonNode object = entry.path("obj");
            if (entry.path("kind").asText().equals("DataVolume")) {
                volume = object;
                phases.add(object.at("/status/phase").asText(""));
            } else if (entry.path("kind").asText().equals("PersistentVolumeClaim")) {
                claim = object;
            }
        }
        List<String> events = new ArrayList<>();
        for (JsonNode event : scenario.path("events")) {
            if (!OTHERS.contains(event.path("reportingComponent").asText())) {
                add(event, events);
            }
        }
        return of(volume, claim, phases, events);
    }

    /** Adds an event, if it is about the DataVolume or its claim. */
    static void add(JsonNode event, Collection<String> events) {
        if (NAME.equals(event.at("/involvedObject/name").asText())) {
            events.add(event.at("/involvedObject/kind").asText() + " "
                    + event.path("type").asText() + " "
                    + event.path("reason").asText());
        }
    }

    static JsonNode of(JsonNode volume, JsonNode claim, Collection<String> phases, Collection<String> events) {
        ObjectNode picture = JSON.createObjectNode();
        if (volume.isObject()) {
            volume(volume, picture.putObject("volume"));
        }
        if (claim.isObject()) {
            claim(claim, picture.putObject("claim"));
        }
        ArrayNode told = picture.putArray("events");
        new TreeSet<>(events).forEach(told::add);
        ArrayNode passed = picture.putArray("phases");
        phases.stream().filter(phase -> !phase.isEmpty()).forEach(passed::add);
        return picture;
    }

    private static void volume(JsonNode volume, ObjectNode shown) {
        JsonNode status = volume.path("status");
        shown.put("phase", status.path("phase").asText(""));
        shown.put(
                "progress",
                UNDER_WAY.matcher(status.path("progress").asText("")).replaceAll("N/A"));
        shown.put("claimName", status.path("claimName").asText(""));
        shown.put("restarts", status.path("restartCount").asInt(0) > 0 ? "some" : "none");
        for (JsonNode condition : status.path("conditions")) {
            shown.withArray("conditions")
                    .addObject()
                    .put("type", condition.path("type").asText())
                    .put("status", condition.path("status").asText())
                    .put("reason", condition.path("reason").asText(""))
                    .put("message", condition.path("message").asText(""));
        }
        annotations(volume, shown);
    }

    private static void claim(JsonNode claim, ObjectNode shown) {
        annotations(claim, shown);
        shown.set("labels", claim.at("/metadata/labels"));
        claim.at("/metadata/ownerReferences")
                .forEach(owner -> shown.put(
                        "owner",
                        owner.path("kind").asText() + " " + owner.path("name").asText()));
        shown.set("accessModes", claim.at("/spec/accessModes"));
        shown.set("volumeMode", claim.at("/spec/volumeMode"));
        shown.put("size", claim.at("/spec/resources/requests/storage").asText());
        shown.put("populator", claim.at("/spec/dataSourceRef/kind").asText(""));
        shown.put("phase", claim.at("/status/phase").asText());
    }

    /** Those that Kubernetes writes are not compared; a random text is one only in that it is there. */
    private static void annotations(JsonNode object, ObjectNode shown) {
        ObjectNode kept = shown.putObject("annotations");
        object.at("/metadata/annotations").properties().forEach(annotation -> {
            String key = annotation.getKey();
            boolean ofKubernetes = key.startsWith("pv.kubernetes.io/")
                    || key.startsWith("volume.kubernetes.io/")
                    || key.startsWith("volume.beta.kubernetes.io/");
            boolean isRandom = key.endsWith("createdForDataVolume") || key.endsWith("clone.token");
            if (!ofKubernetes) {
                kept.put(key, isRandom ? "some" : annotation.getValue().asText());
            }
        });
    }
}
