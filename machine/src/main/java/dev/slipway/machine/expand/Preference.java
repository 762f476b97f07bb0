package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Applies the spec of a preference to a machine's template: it fills in what the user left open. Source: KubeVirt v1.9.0,
 * {@code pkg/instancetype/preference/apply}.
 */
final class Preference {
    private static final List<String> ENLIGHTENMENTS = List.of(
            "evmcs",
            "frequencies",
            "ipi",
            "reenlightenment",
            "relaxed",
            "reset",
            "runtime",
            "spinlocks",
            "synic",
            "synictimer",
            "tlbflush",
            "vapic",
            "vpindex",
            "vendorid");

    private Preference() {}

    static void apply(JsonNode preference, ObjectNode spec, ObjectNode metadata) {
        ObjectNode domain = Tree.object(spec, "domain");
        processor(Tree.get(preference, "cpu", "preferredCPUFeatures"), domain);
        if (Tree.has(preference, "devices")) {
            DevicePreference.apply(preference.get("devices"), spec, Tree.object(domain, "devices"));
        }
        if (Tree.has(preference, "features")) {
            features(preference.get("features"), Tree.object(domain, "features"));
        }
        if (Tree.has(preference, "firmware")) {
            firmware(preference.get("firmware"), Tree.object(domain, "firmware", "bootloader"));
        }
        JsonNode machine = Tree.get(preference, "machine", "preferredMachineType");
        if (Tree.hasContent(machine)) {
            Tree.fill(Tree.object(domain, "machine"), "type", machine);
        }
        if (Tree.has(preference, "clock")) {
            clock(preference.get("clock"), Tree.object(domain, "clock"));
        }
        Tree.fill(spec, "subdomain", preference.path("preferredSubdomain"));
        Tree.fillAbsent(
                spec, "terminationGracePeriodSeconds", preference.path("preferredTerminationGracePeriodSeconds"));
        architecture(preference, spec);
        preference
                .path("annotations")
                .properties()
                .forEach(annotation -> Tree.fillAbsent(
                        Tree.object(metadata, "annotations"), annotation.getKey(), annotation.getValue()));
        Tree.fillAbsent(domain, "launchSecurity", preference.path("preferredLaunchSecurity"));
    }

    static void architecture(JsonNode preference, ObjectNode spec) {
        if (Tree.hasContent(preference, "preferredArchitecture")) {
            Tree.fill(spec, "architecture", preference.get("preferredArchitecture"));
        }
    }

    /** Processor features that the user did not name. */
    private static void processor(JsonNode preferred, ObjectNode domain) {
        if (!(preferred instanceof ArrayNode) || preferred.isEmpty()) {
            return;
        }
        ObjectNode cpu = Tree.object(domain, "cpu");
        ArrayNode features = cpu.path("features") instanceof ArrayNode there ? there : cpu.putArray("features");
        Set<String> named = new HashSet<>();
        features.forEach(feature -> named.add(feature.path("name").asText()));
        preferred.forEach(feature -> {
            if (!named.contains(feature.path("name").asText())) {
                features.add(feature.deepCopy());
            }
        });
    }

    private static void features(JsonNode preferred, ObjectNode features) {
        if (Tree.has(preferred, "preferredAcpi")) {
            features.set("acpi", preferred.get("preferredAcpi").deepCopy());
        }
        Tree.fillAbsent(features, "apic", preferred.path("preferredApic"));
        Tree.fillAbsent(features, "kvm", preferred.path("preferredKvm"));
        Tree.fillAbsent(features, "pvspinlock", preferred.path("preferredPvspinlock"));
        Tree.fillAbsent(features, "smm", preferred.path("preferredSmm"));
        if (Tree.has(preferred, "preferredHyperv")) {
            ObjectNode hyperv = Tree.object(features, "hyperv");
            ENLIGHTENMENTS.forEach(name -> Tree.fillAbsent(hyperv, name, Tree.get(preferred, "preferredHyperv", name)));
        }
    }

    private static void firmware(JsonNode preferred, ObjectNode loader) {
        boolean open = !Tree.has(loader, "bios") && !Tree.has(loader, "efi");
        if (open && preferred.path("preferredUseBios").asBoolean()) {
            loader.putObject("bios");
        }
        if (loader.path("bios") instanceof ObjectNode bios) {
            Tree.fillAbsent(bios, "useSerial", preferred.path("preferredUseBiosSerial"));
        }
        open = !Tree.has(loader, "bios") && !Tree.has(loader, "efi");
        if (open && Tree.has(preferred, "preferredEfi")) {
            loader.set("efi", preferred.get("preferredEfi").deepCopy());
            return;
        }
        if (open && preferred.path("preferredUseEfi").asBoolean()) {
            loader.putObject("efi");
        }
        if (loader.path("efi") instanceof ObjectNode efi) {
            Tree.fillAbsent(efi, "secureBoot", preferred.path("preferredUseSecureBoot"));
        }
    }

    /** An offset is taken as a whole or not at all. */
    private static void clock(JsonNode preferred, ObjectNode clock) {
        if (Tree.has(preferred, "preferredClockOffset") && !Tree.has(clock, "utc") && !Tree.has(clock, "timezone")) {
            preferred
                    .get("preferredClockOffset")
                    .properties()
                    .forEach(offset ->
                            clock.set(offset.getKey(), offset.getValue().deepCopy()));
        }
        Tree.fillAbsent(clock, "timer", preferred.path("preferredTimer"));
    }
}
