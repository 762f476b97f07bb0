package dev.slipway.standalone.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What {@code kubectl get} shows of claims, volumes and their classes. */
final class StorageColumns {
    private static final String DEFAULT_CLASS = "/metadata/annotations/storageclass.kubernetes.io~1is-default-class";
    private static final Map<String, String> SHORT_MODES =
            Map.of("ReadWriteOnce", "RWO", "ReadOnlyMany", "ROX", "ReadWriteMany", "RWX", "ReadWriteOncePod", "RWOP");
    /** The order in which kubectl lists modes. */
    private static final List<String> MODE_ORDER =
            List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");

    private StorageColumns() {}

    static List<Column> claims() {
        return List.of(
                Column.ofName(),
                Column.text("Status", StorageColumns::phase),
                Column.at("Volume", "/spec/volumeName", ""),
                Column.text(
                        "Capacity",
                        claim -> bound(claim)
                                ? claim.at("/status/capacity/storage").asText("0")
                                : ""),
                Column.text("Access Modes", claim -> bound(claim) ? modes(claim.at("/status/accessModes")) : ""),
                Column.at("StorageClass", "/spec/storageClassName", ""),
                Column.at("VolumeAttributesClass", "/spec/volumeAttributesClassName", "<unset>"),
                Column.age(),
                Column.at("VolumeMode", "/spec/volumeMode", "<unset>").wide());
    }

    static List<Column> volumes() {
        return List.of(
                Column.ofName(),
                Column.at("Capacity", "/spec/capacity/storage", "0"),
                Column.text("Access Modes", volume -> modes(volume.at("/spec/accessModes"))),
                Column.at("Reclaim Policy", "/spec/persistentVolumeReclaimPolicy", ""),
                Column.text("Status", StorageColumns::phase),
                Column.text("Claim", StorageColumns::claim),
                Column.at("StorageClass", "/spec/storageClassName", ""),
                Column.at("VolumeAttributesClass", "/spec/volumeAttributesClassName", "<unset>"),
                Column.at("Reason", "/status/reason", ""),
                Column.age(),
                Column.at("VolumeMode", "/spec/volumeMode", "<unset>").wide());
    }

    static List<Column> classes() {
        return List.of(
                Column.ofName(StorageColumns::className),
                Column.at("Provisioner", "/provisioner", ""),
                Column.at("ReclaimPolicy", "/reclaimPolicy", "Delete"),
                Column.at("VolumeBindingMode", "/volumeBindingMode", "Immediate"),
                Column.flag("AllowVolumeExpansion", "/allowVolumeExpansion", false),
                Column.age());
    }

    static List<Column> drivers() {
        return List.of(
                Column.ofName(),
                Column.flag("AttachRequired", "/spec/attachRequired", true),
                Column.flag("PodInfoOnMount", "/spec/podInfoOnMount", false),
                Column.flag("StorageCapacity", "/spec/storageCapacity", false),
                Column.text("TokenRequests", StorageColumns::audiences),
                Column.flag("RequiresRepublish", "/spec/requiresRepublish", false),
                Column.text("Modes", driver -> joined(driver.at("/spec/volumeLifecycleModes"), "<none>")),
                Column.age());
    }

    private static String phase(JsonNode object) {
        return object.at("/metadata/deletionTimestamp").isTextual()
                ? "Terminating"
                : object.at("/status/phase").asText("");
    }

    private static boolean bound(JsonNode claim) {
        return !claim.at("/spec/volumeName").asText("").isEmpty();
    }

    private static String claim(JsonNode volume) {
        JsonNode claim = volume.at("/spec/claimRef");
        return claim.isObject()
                ? claim.path("namespace").asText() + "/" + claim.path("name").asText()
                : "";
    }

    private static String className(JsonNode storageClass) {
        String name = storageClass.at("/metadata/name").asText();
        return storageClass.at(DEFAULT_CLASS).asText("").equals("true") ? name + " (default)" : name;
    }

    private static String audiences(JsonNode driver) {
        JsonNode requests = driver.at("/spec/tokenRequests");
        return requests.isArray()
                ? StreamSupport.stream(requests.spliterator(), false)
                        .map(request -> request.path("audience").asText())
                        .collect(Collectors.joining(","))
                : "<unset>";
    }

    private static String modes(JsonNode modes) {
        List<String> present = StreamSupport.stream(modes.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        return MODE_ORDER.stream()
                .filter(present::contains)
                .map(mode -> SHORT_MODES.getOrDefault(mode, mode))
                .collect(Collectors.joining(","));
    }

    private static String joined(JsonNode list, String absent) {
        String joined = StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(","));
        return joined.isEmpty() ? absent : joined;
    }
}
