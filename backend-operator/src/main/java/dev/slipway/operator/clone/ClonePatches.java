package dev.slipway.operator.clone;

import dev.slipway.api.clone.VirtualMachineCloneSpec;
import dev.slipway.api.clone.VirtualMachineCloneTemplateFilters;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.snapshot.VirtualMachine;
import dev.slipway.machine.subresource.JsonPatch;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What makes a clone another machine than its source: names, addresses and identities, and what its user asks for. */
final class ClonePatches {
    private static final String TEMPLATE = "/spec/template/metadata";
    private static final String DOMAIN = "/spec/template/spec/domain";

    private ClonePatches() {}

    /** Returns JSON patches of the machine that is restored, in the order in which they apply. */
    static List<String> of(VirtualMachineCloneSpec clone, VirtualMachine saved) {
        JsonPatch patch = new JsonPatch();
        labels(clone, saved, patch);
        saved(saved).ifPresent(machine -> {
            template(clone, machine, patch);
            domain(machine).ifPresent(domain -> {
                firmware(clone, domain, patch);
                addresses(clone, domain, patch);
            });
        });
        List<String> patches = new ArrayList<>();
        if (!patch.text().equals("[]")) {
            patches.add(patch.text());
        }
        patches.addAll(Optional.ofNullable(clone.patches()).orElse(List.of()));
        return patches;
    }

    private static void labels(VirtualMachineCloneSpec clone, VirtualMachine saved, JsonPatch patch) {
        Optional<ObjectMeta> metadata = Optional.ofNullable(saved.metadata());
        metadata.map(ObjectMeta::getLabels)
                .filter(labels -> !labels.isEmpty())
                .ifPresent(labels -> patch.add(
                        "/metadata/labels", KeyFilters.of(clone.labelFilters()).apply(labels)));
        metadata.map(ObjectMeta::getAnnotations)
                .filter(annotations -> !annotations.isEmpty())
                .map(annotations -> KeyFilters.of(clone.annotationFilters()).apply(annotations))
                .ifPresent(kept -> {
                    kept.keySet().removeIf(ClonePatches::isOfSource);
                    patch.add("/metadata/annotations", kept);
                });
    }

    /** What says where the source comes from says nothing about its clone. */
    private static boolean isOfSource(String annotation) {
        return annotation.startsWith("restore.kubevirt.io/")
                || annotation.equals("kubectl.kubernetes.io/last-applied-configuration");
    }

    private static void template(VirtualMachineCloneSpec clone, VirtualMachineSpec machine, JsonPatch patch) {
        Optional<ObjectMeta> metadata =
                Optional.ofNullable(machine.template()).map(VirtualMachineInstanceTemplateSpec::metadata);
        Optional<VirtualMachineCloneTemplateFilters> filters = Optional.ofNullable(clone.template());
        metadata.map(ObjectMeta::getLabels)
                .filter(labels -> !labels.isEmpty())
                .ifPresent(labels -> patch.add(
                        TEMPLATE + "/labels",
                        KeyFilters.of(filters.map(VirtualMachineCloneTemplateFilters::labelFilters)
                                        .orElse(List.of()))
                                .apply(labels)));
        metadata.map(ObjectMeta::getAnnotations)
                .filter(annotations -> !annotations.isEmpty())
                .ifPresent(annotations -> patch.add(
                        TEMPLATE + "/annotations",
                        KeyFilters.of(filters.map(VirtualMachineCloneTemplateFilters::annotationFilters)
                                        .orElse(List.of()))
                                .apply(annotations)));
    }

    /** Admission gives a new machine a UUID and a serial number of its own where none is given. */
    private static void firmware(VirtualMachineCloneSpec clone, DomainSpec domain, JsonPatch patch) {
        Optional<Firmware> firmware = Optional.ofNullable(domain.firmware());
        firmware.map(Firmware::uuid).ifPresent(_ -> patch.remove(DOMAIN + "/firmware/uuid"));
        firmware.map(Firmware::serial).ifPresent(_ -> patch.remove(DOMAIN + "/firmware/serial"));
        Optional.ofNullable(clone.newSMBiosSerial())
                .filter(serial -> !serial.isEmpty())
                .ifPresent(serial -> {
                    if (firmware.isPresent()) {
                        patch.add(DOMAIN + "/firmware/serial", serial);
                    } else {
                        patch.add(DOMAIN + "/firmware", Map.of("serial", serial));
                    }
                });
    }

    private static void addresses(VirtualMachineCloneSpec clone, DomainSpec domain, JsonPatch patch) {
        Map<String, String> wished =
                Optional.ofNullable(clone.newMacAddresses()).orElse(Map.of());
        List<Interface> interfaces = Optional.ofNullable(domain.devices())
                .flatMap(devices -> Optional.ofNullable(devices.interfaces()))
                .orElse(List.of());
        for (int i = 0; i < interfaces.size(); i++) {
            String path = DOMAIN + "/devices/interfaces/" + i + "/macAddress";
            String address = wished.getOrDefault(interfaces.get(i).name() + "", "");
            if (!address.isEmpty()) {
                patch.add(path, address);
            } else if (interfaces.get(i).macAddress() != null) {
                patch.remove(path);
            }
        }
    }

    private static Optional<VirtualMachineSpec> saved(VirtualMachine saved) {
        return Optional.ofNullable(saved.spec());
    }

    private static Optional<DomainSpec> domain(VirtualMachineSpec machine) {
        return Optional.ofNullable(machine.template())
                .flatMap(template -> Optional.ofNullable(template.spec()))
                .flatMap((VirtualMachineInstanceSpec spec) -> Optional.ofNullable(spec.domain()));
    }
}
