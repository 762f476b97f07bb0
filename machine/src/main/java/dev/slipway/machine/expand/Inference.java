package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds which instance type or preference a volume asks for by labels: those of a claim, a DataVolume, a DataSource or a
 * snapshot behind it. Source: KubeVirt v1.9.0, {@code pkg/instancetype/infer}.
 */
public final class Inference {
    /** What a volume says. */
    private sealed interface Answer {
        /** The reference that it asks for. */
        record Named(String name, String kind) implements Answer {}

        /** It says nothing, which the user may have chosen to ignore. */
        record Silent(String sentence) implements Answer {}

        /** It cannot be asked. */
        record Failed(String sentence) implements Answer {}
    }

    private final Matcher matcher;
    private final String namespace;
    private final ClusterFacts facts;

    private Inference(Matcher matcher, String namespace, ClusterFacts facts) {
        this.matcher = matcher;
        this.namespace = namespace;
        this.facts = facts;
    }

    /** Puts the inferred reference into {@code machine}; returns why none can be inferred, in one sentence. */
    public static Optional<String> resolve(Matcher matcher, ObjectNode machine, String namespace, ClusterFacts facts) {
        ObjectNode spec = (ObjectNode) machine.get("spec");
        JsonNode reference = spec.path(matcher.field());
        String volume = reference.path("inferFromVolume").asText("");
        if (volume.isEmpty()) {
            return Optional.empty();
        }
        boolean ignores =
                reference.path("inferFromVolumeFailurePolicy").asText("").equals("Ignore");
        return switch (new Inference(matcher, namespace, facts).fromVolume(spec, volume)) {
            case Answer.Named named -> {
                ObjectNode inferred = spec.putObject(matcher.field()).put("name", named.name());
                if (!named.kind().isEmpty()) {
                    inferred.put("kind", named.kind());
                }
                if (ignores && matcher == Matcher.INSTANCETYPE) {
                    Tree.object(spec, "template", "spec", "domain").remove("memory");
                }
                yield Optional.empty();
            }
            case Answer.Silent silent
            when ignores -> {
                spec.remove(matcher.field());
                yield Optional.empty();
            }
            case Answer.Silent silent -> Optional.of(silent.sentence());
            case Answer.Failed failed -> Optional.of(failed.sentence());
        };
    }

    private Answer fromVolume(JsonNode spec, String name) {
        for (JsonNode volume : Tree.get(spec, "template", "spec", "volumes")) {
            if (volume.path("name").asText().equals(name)) {
                if (Tree.has(volume, "persistentVolumeClaim")) {
                    return fromClaim(
                            Tree.get(volume, "persistentVolumeClaim", "claimName")
                                    .asText(),
                            namespace);
                }
                return Tree.has(volume, "dataVolume")
                        ? fromDataVolume(
                                spec, Tree.get(volume, "dataVolume", "name").asText())
                        : new Answer.Silent("Volume " + name + " is neither a claim nor a DataVolume, so no "
                                + matcher.field() + " can be inferred from it. Name one.");
            }
        }
        return new Answer.Failed("spec." + matcher.field() + ".inferFromVolume names the volume " + name
                + ", which the machine does not have. Name one of its volumes.");
    }

    private Answer fromDataVolume(JsonNode spec, String name) {
        for (JsonNode template : spec.path("dataVolumeTemplates")) {
            if (Tree.get(template, "metadata", "name").asText().equals(name)) {
                return fromSource(template.path("spec"));
            }
        }
        Optional<JsonNode> volume = facts.find("cdi.kubevirt.io", "datavolumes", namespace, name);
        if (volume.isEmpty()) {
            return fromClaim(name, namespace);
        }
        return fromLabels(volume.get()) instanceof Answer.Named named
                ? named
                : fromSource(volume.get().path("spec"));
    }

    private Answer fromSource(JsonNode volume) {
        JsonNode source = volume.path("source");
        if (Tree.has(source, "pvc")) {
            return fromClaim(
                    Tree.get(source, "pvc", "name").asText(),
                    Tree.get(source, "pvc", "namespace").asText(namespace));
        }
        if (Tree.has(source, "snapshot")) {
            return fromSnapshot(source.path("snapshot"));
        }
        JsonNode reference = volume.path("sourceRef");
        if (!Tree.has(reference)) {
            return new Answer.Silent("The DataVolume is filled neither from a claim nor from a DataSource, so no "
                    + matcher.field() + " can be inferred from it. Name one.");
        }
        return reference.path("kind").asText().equals("DataSource")
                ? fromDataSource(
                        reference.path("name").asText(),
                        reference.path("namespace").asText(namespace))
                : new Answer.Silent(
                        "The DataVolume refers to a " + reference.path("kind").asText() + ", from which no "
                                + matcher.field() + " can be inferred. Use a DataSource.");
    }

    private Answer fromDataSource(String name, String place) {
        Function<JsonNode, Answer> read = source -> {
            if (fromLabels(source) instanceof Answer.Named named) {
                return named;
            }
            JsonNode from = Tree.get(source, "spec", "source");
            if (Tree.has(from, "pvc")) {
                return fromClaim(
                        Tree.get(from, "pvc", "name").asText(),
                        Tree.get(from, "pvc", "namespace").asText());
            }
            return Tree.has(from, "snapshot")
                    ? fromSnapshot(from.path("snapshot"))
                    : new Answer.Silent("DataSource " + name + " names neither a claim nor a snapshot, so no "
                            + matcher.field() + " can be inferred from it. Name one.");
        };
        return facts.find("cdi.kubevirt.io", "datasources", place, name)
                .map(read)
                .orElseGet(() -> absent("DataSource", name, place));
    }

    private Answer fromSnapshot(JsonNode reference) {
        String name = reference.path("name").asText();
        String place = reference.path("namespace").asText();
        return facts.find("snapshot.storage.k8s.io", "volumesnapshots", place, name)
                .map(this::fromLabels)
                .orElseGet(() -> absent("VolumeSnapshot", name, place));
    }

    private Answer fromClaim(String name, String place) {
        return facts.find("", "persistentvolumeclaims", place, name)
                .map(this::fromLabels)
                .orElseGet(() -> absent("PersistentVolumeClaim", name, place));
    }

    private Answer fromLabels(JsonNode object) {
        JsonNode labels = Tree.get(object, "metadata", "labels");
        return labels.hasNonNull(matcher.nameLabel())
                ? new Answer.Named(
                        labels.get(matcher.nameLabel()).asText(),
                        labels.path(matcher.kindLabel()).asText(""))
                : new Answer.Silent(Tree.get(object, "metadata", "name").asText() + " has no label "
                        + matcher.nameLabel() + ", so no " + matcher.field()
                        + " can be inferred from it. Label it, or name one.");
    }

    private Answer absent(String kind, String name, String place) {
        return new Answer.Failed(kind + " " + place + "/" + name + " is not there, so no " + matcher.field()
                + " can be inferred from it. Create it, or name the " + matcher.field() + ".");
    }
}
