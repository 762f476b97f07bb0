package dev.slipway.machine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What an image of the OCI layout says of the machine or template whose disks it holds. Source: KubeVirt v1.9.0, {@code
 * virt-exportserver/oci.go}.
 *
 * @param artifact the word for it in media types
 * @param architecture architecture of the guest
 * @param json the object, which names its claims as the archive names its disks
 */
public record OciConfig(String artifact, String architecture, String json) {
    /** Path of the archive. */
    public static final String PATH = "/export.oci.tar";

    /** Name of the file with {@link #json} among the manifests of an export. */
    public static final String FILE = "oci.json";

    private static final String USUAL = "amd64";

    /**
     * Returns what is said of a machine.
     *
     * @param machine the machine with its instance type and preference written out
     */
    public static OciConfig ofMachine(ObjectNode machine) {
        ObjectNode config = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "kubevirt.io/v1")
                .put("kind", "VirtualMachine");
        config.set("metadata", metadata(machine));
        ObjectNode spec = machine.path("spec").deepCopy() instanceof ObjectNode found ? found : config.objectNode();
        spec.remove("dataVolumeTemplates");
        if (spec.at("/template/spec/volumes") instanceof ArrayNode volumes) {
            volumes.forEach(volume -> asClaim((ObjectNode) volume));
        }
        config.set("spec", spec);
        return new OciConfig(
                "virtualmachine", architecture(machine.at("/spec/template/spec/architecture")), config + "");
    }

    /** Returns what is said of a template. */
    static OciConfig ofTemplate(ObjectNode manifest, String architecture) {
        return new OciConfig("virtualmachinetemplate", architecture.isEmpty() ? USUAL : architecture, manifest + "");
    }

    /** The name, and what is not this cluster's own. */
    static ObjectNode metadata(JsonNode object) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("name", "labels", "annotations")) {
            JsonNode value = object.path("metadata").path(field);
            if (!value.isMissingNode() && !value.isNull()) {
                metadata.set(field, value.deepCopy());
            }
        }
        return metadata;
    }

    private static void asClaim(ObjectNode volume) {
        String name = volume.at("/dataVolume/name").asText("");
        if (!name.isEmpty()) {
            volume.remove("dataVolume");
            volume.putObject("persistentVolumeClaim").put("claimName", name);
        }
    }

    private static String architecture(JsonNode given) {
        return given.asText("").isEmpty() ? USUAL : given.asText();
    }
}
