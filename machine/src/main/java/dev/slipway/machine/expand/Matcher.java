package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The two references of a machine: to its instance type and to its preference. Source: KubeVirt v1.9.0, {@code find}. */
public enum Matcher {
    INSTANCETYPE("instancetype", "instancetypeRef", "virtualmachineinstancetype", "virtualmachineclusterinstancetype"),
    PREFERENCE("preference", "preferenceRef", "virtualmachinepreference", "virtualmachineclusterpreference");

    private static final String GROUP = "instancetype.kubevirt.io";

    private static final String REVISION = "controllerRevisionRef";

    private final String field;
    private final String status;
    private final String namespaced;
    private final String cluster;

    Matcher(String field, String status, String namespaced, String cluster) {
        this.field = field;
        this.status = status;
        this.namespaced = namespaced;
        this.cluster = cluster;
    }

    /** Returns the name of the field in the spec of a machine. */
    public String field() {
        return field;
    }

    /** Returns the name of the field in the status of a machine. */
    public String statusField() {
        return status;
    }

    String nameLabel() {
        return GROUP + "/default-" + field;
    }

    String kindLabel() {
        return GROUP + "/default-" + field + "-kind";
    }

    /** Returns the reason of a machine's condition Failure while what it refers to is not there, KubeVirt's. */
    public String missingReason() {
        return this == INSTANCETYPE ? "FailedFindInstancetype" : "FailedFindPreference";
    }

    /** Returns whether a machine refers to one. */
    public boolean isUsed(JsonNode machine) {
        return Tree.has(machine.path("spec").path(field));
    }

    /** Returns the annotation of an instance that names what its machine refers to, if it refers to something. */
    Optional<String> annotation(JsonNode machine) {
        JsonNode reference = machine.path("spec").path(field);
        return Tree.hasContent(reference, "name")
                ? Optional.of("kubevirt.io/" + (isOwn(reference) ? "" : "cluster-") + field + "-name")
                : Optional.empty();
    }

    /**
     * Returns what the status says of the reference: without {@code controllerRevisionRef} while what is named now was not kept
     * as a revision. Source: {@code revision/store.go}.
     */
    public ObjectNode pinned(JsonNode machine) {
        JsonNode reference = machine.path("spec").path(field);
        ObjectNode pinned = Tree.get(machine, "status", status) instanceof ObjectNode before
                ? before.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        for (String part : List.of("name", "kind", "inferFromVolume")) {
            if (Tree.hasContent(reference, part) && !reference.get(part).equals(pinned.get(part))) {
                pinned.set(part, reference.get(part));
                pinned.remove(REVISION);
            }
        }
        if (Tree.has(reference, "inferFromVolumeFailurePolicy")) {
            pinned.set("inferFromVolumeFailurePolicy", reference.get("inferFromVolumeFailurePolicy"));
        }
        if (Tree.hasContent(reference, "revisionName")) {
            pinned.putObject(REVISION).set("name", reference.get("revisionName"));
        }
        return pinned;
    }

    /** Returns the object itself that a machine refers to, whatever revision it keeps to. */
    public Optional<JsonNode> source(JsonNode machine, String namespace, ClusterFacts facts) {
        JsonNode reference = machine.path("spec").path(field);
        return facts.find(
                GROUP,
                resource(reference),
                isOwn(reference) ? namespace : "",
                reference.path("name").asText(""));
    }

    private String resource(JsonNode reference) {
        return (isOwn(reference) ? namespaced : cluster) + "s";
    }

    private boolean isOwn(JsonNode reference) {
        String kind = reference.path("kind").asText("").toLowerCase(Locale.ROOT);
        return kind.equals(namespaced) || kind.equals(namespaced + "s");
    }

    /** Looks the reference up: the revision that the machine was pinned to, else the object itself. */
    Found find(JsonNode machine, String namespace, ClusterFacts facts) {
        JsonNode reference = machine.path("spec").path(field);
        if (!Tree.has(reference)) {
            return Found.nothing();
        }
        return revision(machine, reference, namespace, facts)
                .orElseGet(() -> object(machine, reference, namespace, facts));
    }

    private Optional<Found> revision(JsonNode machine, JsonNode reference, String namespace, ClusterFacts facts) {
        String name = reference.path("revisionName").asText("");
        if (!name.isEmpty()) {
            return Optional.of(facts.find("apps", "controllerrevisions", namespace, name)
                    .map(revision -> new Found(revision.path("data").path("spec"), Optional.empty()))
                    .orElseGet(() -> Found.missing("spec." + field + ".revisionName names the ControllerRevision "
                            + name + ", which is not there. Remove revisionName.")));
        }
        String pinned = Tree.get(machine, "status", status, "controllerRevisionRef", "name")
                .asText("");
        return pinned.isEmpty()
                ? Optional.empty()
                : facts.find("apps", "controllerrevisions", namespace, pinned)
                        .filter(revision -> Tree.get(revision, "metadata", "labels", GROUP + "/object-name")
                                .equals(reference.path("name")))
                        .map(revision -> new Found(revision.path("data").path("spec"), Optional.empty()));
    }

    private Found object(JsonNode machine, JsonNode reference, String namespace, ClusterFacts facts) {
        String kind = reference.path("kind").asText("").toLowerCase(Locale.ROOT);
        String name = reference.path("name").asText("");
        if (!isOwn(reference) && !kind.isEmpty() && !kind.equals(cluster) && !kind.equals(cluster + "s")) {
            return Found.missing("spec." + field + ".kind '"
                    + reference.path("kind").asText() + "' is not known. Use " + namespaced + " or " + cluster + ".");
        }
        String resource = resource(reference);
        return source(machine, namespace, facts)
                .map(found -> new Found(found.path("spec"), Optional.empty()))
                .orElseGet(() -> Found.missing("spec." + field + " names " + name + " of " + resource
                        + ", which is not there. Create it, or name another one."));
    }
}
