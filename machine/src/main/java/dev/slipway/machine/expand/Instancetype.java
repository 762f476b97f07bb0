package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.types.QuantityText;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Applies the spec of an instance type to a machine's template. Source: KubeVirt v1.9.0, {@code pkg/instancetype/apply}. */
final class Instancetype {
    private static final String BASE = "spec.template.spec.";

    private Instancetype() {}

    /** Changes {@code spec} and {@code metadata} of a template, or returns every field that both set. */
    static List<Conflict> apply(JsonNode type, JsonNode preference, ObjectNode spec, ObjectNode metadata) {
        List<Conflict> conflicts = new ArrayList<>();
        ObjectNode domain = Tree.object(spec, "domain");
        ObjectNode devices = Tree.object(domain, "devices");
        take(type, "nodeSelector", spec, BASE, conflicts);
        take(type, "schedulerName", spec, BASE, conflicts);
        conflicts.addAll(cpu(type.path("cpu"), preference, domain));
        conflicts.addAll(memory(type.path("memory"), domain));
        threads(type, domain, conflicts);
        take(type, "ioThreadsPolicy", domain, BASE + "domain.", conflicts);
        take(type, "launchSecurity", domain, BASE + "domain.", conflicts);
        list(type, "gpus", devices, conflicts);
        list(type, "hostDevices", devices, conflicts);
        conflicts.addAll(annotations(type.path("annotations"), metadata));
        return conflicts;
    }

    private static void take(JsonNode type, String field, ObjectNode place, String path, List<Conflict> conflicts) {
        if (!Tree.hasContent(type, field)) {
            return;
        }
        if (Tree.hasContent(place, field)) {
            conflicts.add(Conflict.at(path + field));
        } else {
            place.set(field, type.get(field).deepCopy());
        }
    }

    private static void list(JsonNode type, String field, ObjectNode devices, List<Conflict> conflicts) {
        if (type.path(field).isEmpty()) {
            return;
        }
        if (!devices.path(field).isEmpty()) {
            conflicts.add(Conflict.at(BASE + "domain.devices." + field));
        } else {
            devices.set(field, type.get(field).deepCopy());
        }
    }

    private static void threads(JsonNode type, ObjectNode domain, List<Conflict> conflicts) {
        JsonNode count = Tree.get(type, "ioThreads", "supplementalPoolThreadCount");
        if (!Tree.has(count)) {
            return;
        }
        if (Tree.has(domain, "ioThreads", "supplementalPoolThreadCount")) {
            conflicts.add(Conflict.at(BASE + "domain.ioThreads.supplementalPoolThreadCount"));
        } else {
            Tree.object(domain, "ioThreads").set("supplementalPoolThreadCount", count);
        }
    }

    private static List<Conflict> cpu(JsonNode type, JsonNode preference, ObjectNode domain) {
        ObjectNode cpu = Tree.object(domain, "cpu");
        List<Conflict> conflicts = new ArrayList<>();
        for (String amounts : List.of("requests", "limits")) {
            if (Tree.has(domain, "resources", amounts, "cpu")) {
                conflicts.add(Conflict.at(BASE + "domain.resources." + amounts + ".cpu"));
            }
        }
        for (String count : List.of("sockets", "cores", "threads")) {
            if (Tree.hasContent(cpu, count)) {
                conflicts.add(Conflict.at(BASE + "domain.cpu." + count));
            }
        }
        both(type, "model", cpu, "model", conflicts);
        both(type, "dedicatedCPUPlacement", cpu, "dedicatedCpuPlacement", conflicts);
        both(type, "isolateEmulatorThread", cpu, "isolateEmulatorThread", conflicts);
        both(type, "numa", cpu, "numa", conflicts);
        both(type, "realtime", cpu, "realtime", conflicts);
        if (!conflicts.isEmpty()) {
            return conflicts;
        }
        for (Map.Entry<String, String> field : Map.of(
                        "model", "model",
                        "dedicatedCPUPlacement", "dedicatedCpuPlacement",
                        "isolateEmulatorThread", "isolateEmulatorThread",
                        "numa", "numa",
                        "realtime", "realtime",
                        "maxSockets", "maxSockets")
                .entrySet()) {
            if (Tree.has(type, field.getKey())) {
                cpu.set(field.getValue(), type.get(field.getKey()).deepCopy());
            }
        }
        CpuSpread.of(preference).apply(cpu, type.path("guest").asLong());
        return conflicts;
    }

    /** Both names are spelled by their own API; conflicts are told in the spelling of the instance type. */
    private static void both(JsonNode type, String field, ObjectNode cpu, String own, List<Conflict> conflicts) {
        if (Tree.has(type, field) && Tree.hasContent(cpu, own)) {
            conflicts.add(Conflict.at(BASE + "domain.cpu." + field));
        }
    }

    private static List<Conflict> memory(JsonNode type, ObjectNode domain) {
        ObjectNode memory = Tree.object(domain, "memory");
        if (Tree.has(memory, "guest")) {
            return List.of(Conflict.at(BASE + "domain.memory.guest"));
        }
        for (String field : List.of("hugepages", "maxGuest")) {
            if (Tree.has(memory, field) && Tree.has(type, field)) {
                return List.of(Conflict.at(BASE + "domain.memory." + field));
            }
        }
        for (String amounts : List.of("requests", "limits")) {
            if (Tree.has(domain, "resources", amounts, "memory")) {
                return List.of(Conflict.at(BASE + "domain.resources." + amounts + ".memory"));
            }
        }
        memory.put("guest", type.path("guest").asText("0"));
        Tree.fillAbsent(memory, "hugepages", type.path("hugepages"));
        Tree.fillAbsent(memory, "maxGuest", type.path("maxGuest"));
        int percent = type.path("overcommitPercent").asInt(0);
        if (percent > 0) {
            Tree.object(domain, "resources", "requests")
                    .put("memory", share(type.path("guest").asText("0"), percent));
        }
        return List.of();
    }

    /** The part that is reserved when {@code percent} of the memory is not, in single precision as in KubeVirt. */
    private static String share(String guest, int percent) {
        long bytes = new Quantity(guest).getNumericalAmount().longValue();
        BigDecimal reserved = BigDecimal.valueOf((long) ((float) bytes * (1 - (float) percent / 100)));
        return guest.endsWith("i") ? QuantityText.binary(reserved) : QuantityText.decimal(reserved);
    }

    private static List<Conflict> annotations(JsonNode annotations, ObjectNode metadata) {
        List<Conflict> conflicts = new ArrayList<>();
        annotations.properties().forEach(annotation -> {
            ObjectNode there = Tree.object(metadata, "annotations");
            if (!there.has(annotation.getKey())) {
                there.set(annotation.getKey(), annotation.getValue());
            } else if (!there.get(annotation.getKey()).equals(annotation.getValue())) {
                conflicts.add(Conflict.at("annotations." + annotation.getKey()));
            }
        });
        return conflicts;
    }
}
