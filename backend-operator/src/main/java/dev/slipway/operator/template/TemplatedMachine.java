package dev.slipway.operator.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.snapshot.VirtualMachine;
import dev.slipway.api.template.Parameter;
import dev.slipway.api.template.ParameterBuilder;
import dev.slipway.operator.reconcile.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * The machine in a template: a saved one without what only one machine may have, with a parameter for its name, and with disks that
 * each machine made of it clones. Source: virt-template v0.2.0, {@code virtualmachinetemplaterequest_controller.go}.
 */
final class TemplatedMachine {
    /** The parameter: given by whoever uses the template, or made up. */
    static final Parameter NAME = ParameterBuilder.builder()
            .name("NAME")
            .required(true)
            .generate("expression")
            .from("vm-[a-z0-9]{5}")
            .build();

    private static final String REFERENCE = "${NAME}";
    private static final String SUFFIX = "-" + REFERENCE;

    private TemplatedMachine() {}

    /**
     * Returns the machine.
     *
     * @param spec the saved machine's {@code spec}, without references to sizes and preferences; it is changed
     * @param disks the template's DataVolumes by name of the machine's volume
     */
    static ObjectNode of(ObjectNode spec, Map<String, ObjectKey> disks) {
        JsonNode instance = spec.at("/template/spec");
        JsonNode domain = instance.path("domain");
        domain.at("/devices/interfaces").forEach(one -> remove(one, "macAddress"));
        remove(domain.path("firmware"), "serial");
        remove(domain.path("firmware"), "uuid");
        keep(instance.path("volumes"), volume -> !volume.has("memoryDump"));
        disks.forEach((volume, disk) -> clone(spec, volume, disk));
        ObjectNode machine = JsonNodeFactory.instance.objectNode();
        machine.putObject("metadata").put("name", REFERENCE);
        machine.set("spec", spec);
        return machine;
    }

    /** Returns whether a volume holds a dump of the machine's memory, which is of no use to another one. */
    static boolean isDump(Optional<VirtualMachine> machine, String volume) {
        return machine
                .map(VirtualMachine::spec)
                .map(VirtualMachineSpec::template)
                .map(VirtualMachineInstanceTemplateSpec::spec)
                .map(spec -> spec.volumes())
                .orElse(List.of())
                .stream()
                .anyMatch(found -> volume.equals(found.name()) && found.memoryDump() != null);
    }

    private static void clone(ObjectNode spec, String volume, ObjectKey disk) {
        String name = volume;
        for (JsonNode one : spec.at("/template/spec/volumes")) {
            if (volume.equals(one.path("name").asText()) && one instanceof ObjectNode found) {
                name = found.at("/dataVolume/name").asText(volume);
                found.removeAll();
                found.put("name", volume).putObject("dataVolume").put("name", name + SUFFIX);
            }
        }
        String before = name;
        ArrayNode templates = spec.withArrayProperty("dataVolumeTemplates");
        keep(templates, template -> !before.equals(template.at("/metadata/name").asText()));
        ObjectNode made = templates.addObject();
        made.putObject("metadata").put("name", before + SUFFIX);
        ObjectNode content = made.putObject("spec");
        content.putObject("source")
                .putObject("pvc")
                .put("namespace", disk.namespace())
                .put("name", disk.name());
        content.putObject("storage");
    }

    private static void keep(JsonNode list, Predicate<JsonNode> wanted) {
        if (list instanceof ArrayNode array) {
            List<JsonNode> kept = StreamSupport.stream(array.spliterator(), false)
                    .filter(wanted)
                    .toList();
            array.removeAll().addAll(kept);
        }
    }

    private static void remove(JsonNode node, String field) {
        if (node instanceof ObjectNode object) {
            object.remove(field);
        }
    }
}
