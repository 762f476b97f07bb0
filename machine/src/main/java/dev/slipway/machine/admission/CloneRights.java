package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * From which namespaces disks may be cloned into a DataVolume. Who writes the DataVolume, or the virtual machine or pool that
 * brings it along, must hold the right at that time; what it then was is kept in an annotation, which nobody else can write, since a
 * DataSource may lead elsewhere by the time the disk is cloned.
 */
final class CloneRights {
    private static final String CLONE_SOURCES = SlipwayNames.CLONE_SOURCES;
    private static final String MACHINE_TEMPLATES = "/spec/dataVolumeTemplates";
    private static final String POOL_TEMPLATES = "/spec/virtualMachineTemplate/spec/dataVolumeTemplates";

    /** The parts that make machines and DataVolumes for users, whose rights were asked for when these wrote. */
    private static final Set<String> MAKERS = Set.of(
            "system:serviceaccount:" + SlipwayNames.NAMESPACE + ":operator",
            "system:serviceaccount:" + SlipwayNames.NAMESPACE + ":vnc-proxy");

    private CloneRights() {}

    /** Notes on {@code object} what its DataVolumes may be cloned from, or returns why the user may not write it. */
    static Optional<Verdict> mark(Review review, ObjectNode object, List<JsonNode> volumes, ClusterFacts facts) {
        if (MAKERS.contains(review.user())) {
            // The operator hands on what was noted on the virtual machine or the pool.
            return Optional.empty();
        }
        NavigableSet<String> namespaces = new TreeSet<>();
        for (JsonNode volume : volumes) {
            Optional<Source> source = source(volume, review.namespace(), facts)
                    .filter(found -> !found.namespace().equals(review.namespace()));
            if (source.isEmpty()) {
                continue;
            }
            String namespace = source.get().namespace();
            namespaces.add(namespace);
            if (!facts.mayClone(
                    review.user(), review.groups(), namespace, source.get().snapshot())) {
                return Optional.of(refusal(review.user(), namespace));
            }
        }
        note(object, namespaces);
        return Optional.empty();
    }

    /** As {@link #mark} for the templates of a virtual machine; templates that stay as they were keep what was noted. */
    static Optional<Verdict> ofTemplates(Review review, ObjectNode object, ClusterFacts facts) {
        return ofTemplates(review, object, MACHINE_TEMPLATES, facts);
    }

    /** As {@link #mark} for the templates of a pool's machines; the note is the pool's own, not that of its template. */
    static Optional<Verdict> ofPool(Review review, ObjectNode object, ClusterFacts facts) {
        return ofTemplates(review, object, POOL_TEMPLATES, facts);
    }

    private static Optional<Verdict> ofTemplates(Review review, ObjectNode object, String place, ClusterFacts facts) {
        JsonNode before = review.before();
        List<JsonNode> specs = templates(object, place);
        if (before != null && specs.equals(templates(before, place))) {
            keep(object, before);
            return Optional.empty();
        }
        return mark(review, object, specs, facts);
    }

    private static List<JsonNode> templates(JsonNode object, String place) {
        return StreamSupport.stream(object.at(place).spliterator(), false)
                .map(template -> template.path("spec"))
                .toList();
    }

    /** Keeps what was noted when the DataVolumes were last written. */
    static void keep(ObjectNode object, JsonNode before) {
        JsonNode noted = before.at("/metadata/annotations").path(CLONE_SOURCES);
        note(object, noted.isTextual() ? new TreeSet<>(List.of(noted.asText().split(","))) : new TreeSet<>());
    }

    private static void note(ObjectNode object, NavigableSet<String> namespaces) {
        ObjectNode metadata = object.withObjectProperty("metadata");
        if (!namespaces.isEmpty()) {
            metadata.withObjectProperty("annotations").put(CLONE_SOURCES, String.join(",", namespaces));
        } else if (metadata.path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(CLONE_SOURCES);
        }
    }

    /** Where a disk is cloned from. */
    private record Source(String namespace, boolean snapshot) {}

    /** Returns the claim or snapshot that a DataVolume is cloned from, as far as references lead now. */
    private static Optional<Source> source(JsonNode spec, String namespace, ClusterFacts facts) {
        for (String kind : List.of("pvc", "snapshot")) {
            if (spec.at("/source/" + kind).isObject()) {
                return Optional.of(new Source(named(spec.at("/source/" + kind), namespace), kind.equals("snapshot")));
            }
        }
        JsonNode reference = spec.path("sourceRef");
        return reference.isObject() ? followed(reference, namespace, facts) : Optional.empty();
    }

    private static Optional<Source> followed(JsonNode reference, String namespace, ClusterFacts facts) {
        Optional<JsonNode> first = dataSource(reference, namespace, facts);
        String place = named(reference, namespace);
        Optional<JsonNode> last =
                first.flatMap(source -> source.at("/spec/source/dataSource").isObject()
                        ? dataSource(source.at("/spec/source/dataSource"), place, facts)
                        : first);
        return last.map(source -> source.at("/spec/source"))
                .flatMap(source -> source(JsonNodeFactory.instance.objectNode().set("source", source), place, facts));
    }

    private static Optional<JsonNode> dataSource(JsonNode reference, String namespace, ClusterFacts facts) {
        return facts.find(
                "cdi.kubevirt.io",
                "datasources",
                named(reference, namespace),
                reference.path("name").asText());
    }

    private static String named(JsonNode reference, String namespace) {
        String given = reference.path("namespace").asText("");
        return given.isEmpty() ? namespace : given;
    }

    private static Verdict refusal(String user, String namespace) {
        String message = "User " + user + " has insufficient permissions in clone source namespace " + namespace
                + ": ask for the right to create datavolumes/source (cdi.kubevirt.io) there.";
        return new Verdict.Denied(
                422, "Invalid", message, List.of(new Cause("FieldValueInvalid", "spec.source.PVC.namespace", message)));
    }
}
