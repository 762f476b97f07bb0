package dev.slipway.machine.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.libvirt.LibvirtDomain;
import dev.slipway.machine.qemu.GoldenCase;
import java.util.List;
import java.util.stream.StreamSupport;

/** A golden case with what its cluster would have written into the instance, translated and described. */
record DescribedCase(String name, List<QemuArgument> arguments, String description) {
    private static final String UUID = "5d307ca9-b3ef-428c-8861-06e72d69f299";

    static DescribedCase of(GoldenCase golden) {
        ObjectNode instance = golden.in().path("vmi").deepCopy();
        JsonNode in = golden.in();
        ObjectNode firmware = instance.withObject("/spec/domain/firmware");
        if (!firmware.has("uuid")) {
            firmware.put("uuid", UUID);
        }
        if (in.at("/host/accelerator").asText().equals("kvm")) {
            instance.withObject("/metadata/annotations").put("slipway.dev/accelerator", "kvm");
        }
        if (in.at("/grants/contextId").isNumber()) {
            instance.withObject("/status")
                    .put("VSOCKCID", in.at("/grants/contextId").asLong());
        }
        instance.at("/spec/domain/devices/interfaces")
                .forEach(nic -> wired(in, nic.path("name"))
                        .forEach(mac -> instance.withObject("/status")
                                .withArray("interfaces")
                                .addObject()
                                .put("mac", mac)
                                .set("name", nic.path("name"))));
        for (var volume : in.path("volumes").properties()) {
            boolean block = volume.getValue().path("block").asBoolean();
            instance.withObject("/status")
                    .withArray("volumeStatus")
                    .addObject()
                    .put("name", volume.getKey())
                    .put("phase", "Ready")
                    .putObject("persistentVolumeClaimInfo")
                    .put("volumeMode", block ? "Block" : "Filesystem")
                    .put("preallocated", volume.getValue().path("preallocated").asBoolean());
        }
        asAtItsNextStart(instance);
        return new DescribedCase(
                golden.name(), QemuArgument.of(golden.arguments(instance)), LibvirtDomain.of(instance));
    }

    /** What a guest has grown by is a part of it when it starts again. */
    private static void asAtItsNextStart(ObjectNode instance) {
        instance.withObject("/metadata/annotations").remove("slipway.dev/sockets-at-boot");
        instance.withObject("/status").remove(List.of("currentCPUTopology", "memory"));
    }

    private static List<String> wired(JsonNode in, JsonNode name) {
        return StreamSupport.stream(in.path("wiring").spliterator(), false)
                .filter(wiring -> wiring.path("name").equals(name))
                .map(wiring -> wiring.path("mac").asText())
                .toList();
    }

    boolean isRefused() {
        return arguments.isEmpty();
    }

    /** Returns the description as libvirt 9.0 can take it on a machine without KVM, which has no word for some panic devices. */
    String takenByLibvirt() {
        return description
                .replaceFirst("type='kvm'", "type='qemu'")
                .replaceFirst("mode='host-(model|passthrough)'", "mode='maximum'")
                .replaceAll(" *<panic model='pvpanic'/>\n", "");
    }
}
