package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What built-in kinds get where the client says nothing. */
final class Defaults {
    private Defaults() {}

    static void namespace(ObjectNode namespace) {
        ObjectNode labels = child(Metadata.of(namespace), "labels");
        labels.put("kubernetes.io/metadata.name", Metadata.name(namespace));
        ObjectNode spec = child(namespace, "spec");
        if (!Metadata.isDeleting(namespace) && !spec.has("finalizers")) {
            spec.putArray("finalizers").add("kubernetes");
        }
        putIfAbsent(child(namespace, "status"), "phase", "Active");
    }

    static void pod(ObjectNode pod) {
        ObjectNode spec = child(pod, "spec");
        putIfAbsent(spec, "restartPolicy", "Always");
        putIfAbsent(spec, "dnsPolicy", "ClusterFirst");
        putIfAbsent(spec, "schedulerName", "default-scheduler");
        putIfAbsent(spec, "enableServiceLinks", true);
        putIfAbsent(spec, "terminationGracePeriodSeconds", 30);
        child(spec, "securityContext");
        putIfAbsent(spec, "serviceAccountName", "default");
        putIfAbsent(spec, "serviceAccount", spec.path("serviceAccountName").asText());
        for (String list : new String[] {"initContainers", "containers"}) {
            spec.path(list).forEach(container -> container((ObjectNode) container));
        }
        ObjectNode status = child(pod, "status");
        putIfAbsent(status, "phase", "Pending");
        putIfAbsent(status, "qosClass", PodQuality.of(spec));
    }

    private static void container(ObjectNode container) {
        putIfAbsent(container, "terminationMessagePath", "/dev/termination-log");
        putIfAbsent(container, "terminationMessagePolicy", "File");
        if (!container.has("imagePullPolicy")) {
            String image = container.path("image").asText();
            String tag = image.substring(image.lastIndexOf('/') + 1);
            boolean moves = !tag.contains("@") && (!tag.contains(":") || tag.endsWith(":latest"));
            container.put("imagePullPolicy", moves ? "Always" : "IfNotPresent");
        }
        child(container, "resources");
        container.path("ports").forEach(port -> putIfAbsent((ObjectNode) port, "protocol", "TCP"));
        JsonNode limits = container.path("resources").path("limits");
        if (!limits.isEmpty()) {
            ObjectNode requests = child((ObjectNode) container.get("resources"), "requests");
            limits.properties().forEach(limit -> {
                if (!requests.has(limit.getKey())) {
                    requests.set(limit.getKey(), limit.getValue());
                }
            });
        }
    }

    static void service(ObjectNode service) {
        ObjectNode spec = child(service, "spec");
        putIfAbsent(spec, "type", "ClusterIP");
        putIfAbsent(spec, "sessionAffinity", "None");
        putIfAbsent(spec, "internalTrafficPolicy", "Cluster");
        for (JsonNode item : spec.path("ports")) {
            ObjectNode port = (ObjectNode) item;
            putIfAbsent(port, "protocol", "TCP");
            if (!port.has("targetPort")) {
                port.set("targetPort", port.path("port"));
            }
        }
        child(child(service, "status"), "loadBalancer");
    }

    static void secret(ObjectNode secret) {
        putIfAbsent(secret, "type", "Opaque");
        if (secret.remove("stringData") instanceof ObjectNode plain && !plain.isEmpty()) {
            ObjectNode data = child(secret, "data");
            plain.properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    static void claim(ObjectNode claim) {
        putIfAbsent(child(claim, "spec"), "volumeMode", "Filesystem");
        putIfAbsent(child(claim, "status"), "phase", "Pending");
    }

    static void volume(ObjectNode volume) {
        ObjectNode spec = child(volume, "spec");
        putIfAbsent(spec, "persistentVolumeReclaimPolicy", "Retain");
        putIfAbsent(spec, "volumeMode", "Filesystem");
        putIfAbsent(child(volume, "status"), "phase", "Pending");
    }

    static void roleBinding(ObjectNode binding) {
        if (binding.get("roleRef") instanceof ObjectNode role) {
            putIfAbsent(role, "apiGroup", "rbac.authorization.k8s.io");
        }
        for (JsonNode subject : binding.path("subjects")) {
            if (!subject.path("kind").asText().equals("ServiceAccount")) {
                putIfAbsent((ObjectNode) subject, "apiGroup", "rbac.authorization.k8s.io");
            }
        }
    }

    static void priorityClass(ObjectNode priority) {
        putIfAbsent(priority, "preemptionPolicy", "PreemptLowerPriority");
    }

    static void storageClass(ObjectNode storage) {
        putIfAbsent(storage, "reclaimPolicy", "Delete");
        putIfAbsent(storage, "volumeBindingMode", "Immediate");
    }

    static ObjectNode child(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode object ? object : parent.putObject(field);
    }

    static void putIfAbsent(ObjectNode object, String field, Object value) {
        JsonNode present = object.path(field);
        if (present.isMissingNode()
                || present.isNull()
                || (present.isTextual() && present.asText().isEmpty())) {
            object.set(field, Json.MAPPER.valueToTree(value));
        }
    }
}
