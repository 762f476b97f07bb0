package dev.slipway.machine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A template that is exported with the claims that it names. Where it names a parameter instead, that one's default value counts;
 * without a default the place is left as it is. Source: KubeVirt v1.9.0, {@code export/vmtemplate-source.go}.
 */
public final class ExportedTemplate {
    private static final String VOLUMES = "/template/spec/volumes";

    private final ObjectNode template;
    private final String namespace;
    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Looks at a template.
     *
     * @param template the VirtualMachineTemplate
     */
    public ExportedTemplate(ObjectNode template) {
        this.template = template;
        this.namespace = template.at("/metadata/namespace").asText("");
        template.at("/spec/parameters").forEach(parameter -> {
            String value = parameter.path("value").asText("");
            if (!value.isEmpty()) {
                values.put(parameter.path("name").asText(), value);
            }
        });
    }

    /** Returns the names of the claims that are exported, in the order of the template. */
    public List<String> claims() {
        Set<String> claims = new LinkedHashSet<>();
        for (JsonNode disk : disks()) {
            source(disk).ifPresent(claims::add);
        }
        Set<String> made = made();
        for (JsonNode volume : volumes()) {
            String name = volume.at("/persistentVolumeClaim/claimName")
                    .asText(volume.at("/dataVolume/name").asText(""));
            // What a template of a DataVolume makes is not there before there is a machine.
            if (!name.isEmpty() && !made.contains(name)) {
                resolved(name).ifPresent(claims::add);
            }
        }
        return List.copyOf(claims);
    }

    /** Returns what an image of it says. */
    public OciConfig config() {
        ObjectNode manifest = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "template.kubevirt.io/v1beta1")
                .put("kind", "VirtualMachineTemplate");
        manifest.set("metadata", OciConfig.metadata(template));
        ObjectNode spec = template.path("spec").deepCopy() instanceof ObjectNode found ? found : manifest.objectNode();
        if (spec.path("virtualMachine") instanceof ObjectNode machine) {
            machine.at("/spec/dataVolumeTemplates").forEach(this::ofItsClaim);
            Set<String> made = made();
            if (machine.at("/spec" + VOLUMES) instanceof ArrayNode volumes) {
                volumes.forEach(volume -> asClaim((ObjectNode) volume, made));
            }
        }
        manifest.set("spec", spec);
        String architecture = template.at("/spec/virtualMachine/spec/template/spec/architecture")
                .asText("");
        return OciConfig.ofTemplate(manifest, resolved(architecture).orElse(""));
    }

    /** Elsewhere the claim is of whatever namespace the template is in then. */
    private void ofItsClaim(JsonNode disk) {
        source(disk).ifPresent(claim -> {
            ObjectNode spec = (ObjectNode) disk.path("spec");
            spec.remove("sourceRef");
            spec.putObject("source").putObject("pvc").put("name", claim);
        });
    }

    private void asClaim(ObjectNode volume, Set<String> made) {
        String name = volume.at("/dataVolume/name").asText("");
        if (!name.isEmpty() && !made.contains(name)) {
            resolved(name).ifPresent(claim -> {
                volume.remove("dataVolume");
                volume.putObject("persistentVolumeClaim").put("claimName", claim);
            });
        }
    }

    /** Returns the claim of the template's own namespace that a disk is cloned from, if it is from one. */
    private Optional<String> source(JsonNode disk) {
        JsonNode claim = disk.at("/spec/source/pvc");
        String from = claim.path("namespace").asText("");
        String name = claim.path("name").asText("");
        boolean here = from.isEmpty() || from.equals(namespace);
        boolean named = !disk.at("/metadata/name").asText("").isEmpty();
        return here && named && !name.isEmpty() ? resolved(name) : Optional.empty();
    }

    private Set<String> made() {
        Set<String> names = new LinkedHashSet<>();
        disks().forEach(disk -> names.add(disk.at("/metadata/name").asText("")));
        return names;
    }

    private List<JsonNode> disks() {
        return list(template.at("/spec/virtualMachine/spec/dataVolumeTemplates"));
    }

    private List<JsonNode> volumes() {
        return list(template.at("/spec/virtualMachine/spec" + VOLUMES));
    }

    private static List<JsonNode> list(JsonNode nodes) {
        List<JsonNode> list = new ArrayList<>();
        nodes.forEach(list::add);
        return list;
    }

    private Optional<String> resolved(String text) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("${" + value.getKey() + "}", value.getValue());
        }
        return filled.contains("${") ? Optional.empty() : Optional.of(filled);
    }
}
