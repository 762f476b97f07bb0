package dev.slipway.machine.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Manifests that make a machine again, elsewhere, from what an export gives out: the authority of the exporter, the machine, and a
 * DataVolume for each claim that none of its templates makes. KubeVirt v1.9.0, {@code virt-exportserver}; there, a template is
 * given the URL of the volume in the same place of the list, here that of the volume of its name.
 */
public final class ExportManifests {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ExportManifests() {}

    /**
     * Returns the manifests as they are applied, in order.
     *
     * @param machine the machine with its instance type and preference written out
     * @param export name of the export
     * @param claims what is exported; {@link ExportedClaim#shown} is the name of the machine's claim
     */
    public static List<ObjectNode> of(ObjectNode machine, String export, List<ExportedClaim> claims, ExportAddress at) {
        List<ObjectNode> all = new ArrayList<>();
        all.add(authority(export, at));
        ObjectNode clean = clean(machine);
        List<String> templates = new ArrayList<>();
        clean.at("/spec/dataVolumeTemplates").forEach(template -> {
            String name = template.at("/metadata/name").asText();
            templates.add(name);
            find(claims, name).ifPresent(claim -> {
                ObjectNode spec = (ObjectNode) template.get("spec");
                spec.remove("sourceRef");
                spec.set("source", source(export, claim, at));
            });
        });
        all.add(clean);
        clean.at("/spec/template/spec/volumes").forEach(volume -> {
            String name = volume.at("/dataVolume/name")
                    .asText(volume.at("/persistentVolumeClaim/claimName").asText(""));
            if (!templates.contains(name)) {
                find(claims, name).ifPresent(claim -> all.add(dataVolume(machine, export, claim, at)));
            }
        });
        return all;
    }

    /** Returns the manifests as one JSON document. */
    public static String json(List<ObjectNode> manifests) {
        ObjectNode list = JSON.objectNode().put("apiVersion", "v1").put("kind", "List");
        list.putObject("metadata");
        list.putArray("items").addAll(manifests);
        return list.toPrettyString();
    }

    /** Returns the manifests as YAML documents, each with {@code ---} behind it. */
    public static String yaml(List<ObjectNode> manifests) {
        Dump dump = new Dump(
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build());
        StringBuilder text = new StringBuilder();
        manifests.forEach(manifest -> text.append(dump.dumpToString(MAPPER.convertValue(manifest, LinkedHashMap.class)))
                .append("---\n"));
        return text.toString();
    }

    private static Optional<ExportedClaim> find(List<ExportedClaim> claims, String name) {
        return claims.stream()
                .filter(claim -> claim.disk() && claim.shown().equals(name))
                .findFirst();
    }

    private static ObjectNode authority(String export, ExportAddress at) {
        ObjectNode map = JSON.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("name", ExportNames.authority(export));
        map.putObject("data").put("ca.pem", at.certificate());
        return map;
    }

    private static ObjectNode clean(ObjectNode machine) {
        ObjectNode clean = JSON.objectNode().put("apiVersion", "kubevirt.io/v1").put("kind", "VirtualMachine");
        ObjectNode metadata = clean.putObject("metadata");
        for (String field : List.of("name", "namespace", "labels", "annotations")) {
            JsonNode value = machine.path("metadata").path(field);
            if (!value.isMissingNode()) {
                metadata.set(field, value.deepCopy());
            }
        }
        clean.set("spec", machine.path("spec").deepCopy());
        return clean;
    }

    private static ObjectNode source(String export, ExportedClaim claim, ExportAddress at) {
        ObjectNode source = JSON.objectNode();
        source.putObject("http")
                .put("url", at.url(claim.gzip()))
                .put("certConfigMap", ExportNames.authority(export))
                .putArray("secretExtraHeaders")
                .add(ExportNames.header(export));
        return source;
    }

    private static ObjectNode dataVolume(ObjectNode machine, String export, ExportedClaim claim, ExportAddress at) {
        ObjectNode volume =
                JSON.objectNode().put("apiVersion", "cdi.kubevirt.io/v1beta1").put("kind", "DataVolume");
        volume.putObject("metadata").put("name", claim.shown()).set("namespace", machine.at("/metadata/namespace"));
        ObjectNode spec = volume.putObject("spec");
        spec.set("source", source(export, claim, at));
        ObjectNode storage = spec.putObject("storage");
        JsonNode asked = MAPPER.valueToTree(claim.claim().getSpec());
        for (String field : List.of("accessModes", "volumeMode", "resources")) {
            JsonNode value = asked.path(field);
            if (!value.isMissingNode()) {
                storage.set(field, value);
            }
        }
        return volume;
    }

    /** Returns the content of the ConfigMap that the exporter reads: what there is for each kind of address. */
    public static Map<String, String> files(
            ObjectNode machine, String export, List<ExportedClaim> claims, List<ExportAddress> addresses) {
        Map<String, String> files = new LinkedHashMap<>();
        for (ExportAddress at : addresses) {
            List<ObjectNode> manifests = of(machine, export, claims, at);
            files.put(at.kind() + ".json", json(manifests));
            files.put(at.kind() + ".yaml", yaml(manifests));
        }
        return files;
    }
}
