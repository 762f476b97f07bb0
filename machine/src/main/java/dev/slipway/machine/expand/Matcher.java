package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.admission.ClusterFacts;
import java.util.Locale;
import java.util.Optional;

/** The two references of a machine: to its instance type and to its preference. Source: KubeVirt v1.9.0, {@code find}. */
public enum Matcher {
    INSTANCETYPE("instancetype", "instancetypeRef", "virtualmachineinstancetype", "virtualmachineclusterinstancetype"),
    PREFERENCE("preference", "preferenceRef", "virtualmachinepreference", "virtualmachineclusterpreference");

    private static final String GROUP = "instancetype.kubevirt.io";

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

    String nameLabel() {
        return GROUP + "/default-" + field;
    }

    String kindLabel() {
        return GROUP + "/default-" + field + "-kind";
    }

    /** Looks the reference up: the revision that the machine was pinned to, else the object itself. */
    Found find(JsonNode machine, String namespace, ClusterFacts facts) {
        JsonNode reference = machine.path("spec").path(field);
        if (!Tree.has(reference)) {
            return Found.nothing();
        }
        return revision(machine, reference, namespace, facts).orElseGet(() -> object(reference, namespace, facts));
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

    private Found object(JsonNode reference, String namespace, ClusterFacts facts) {
        String kind = reference.path("kind").asText("").toLowerCase(Locale.ROOT);
        String name = reference.path("name").asText("");
        boolean own = kind.equals(namespaced) || kind.equals(namespaced + "s");
        if (!own && !kind.isEmpty() && !kind.equals(cluster) && !kind.equals(cluster + "s")) {
            return Found.missing("spec." + field + ".kind '"
                    + reference.path("kind").asText() + "' is not known. Use " + namespaced + " or " + cluster + ".");
        }
        String resource = (own ? namespaced : cluster) + "s";
        return facts.find(GROUP, resource, own ? namespace : "", name)
                .map(found -> new Found(found.path("spec"), Optional.empty()))
                .orElseGet(() -> Found.missing("spec." + field + " names " + name + " of " + resource
                        + ", which is not there. Create it, or name another one."));
    }
}
