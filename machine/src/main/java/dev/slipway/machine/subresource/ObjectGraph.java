package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.pod.StateClaim;
import dev.slipway.machine.subresource.Reaction.Refused;
import dev.slipway.machine.subresource.Reaction.Shown;
import dev.slipway.machine.validate.FeatureGates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code objectgraph}: the objects that a machine or instance needs or has made. Source: KubeVirt v1.9.0,
 * {@code pkg/virt-api/rest/objectgraph.go}.
 */
public final class ObjectGraph {
    private static final List<String> CLOUD_INIT = List.of("cloudInitNoCloud", "cloudInitConfigDrive");
    private static final List<String> CLOUD_INIT_SECRETS = List.of("secretRef", "networkDataSecretRef");

    private final String namespace;
    private final ClusterFacts facts;
    private final GraphFilter filter;

    private ObjectGraph(String namespace, ClusterFacts facts, GraphFilter filter) {
        this.namespace = namespace;
        this.facts = facts;
        this.filter = filter;
    }

    /** Decides {@code objectgraph}. */
    public static Reaction decide(Target target, Wish wish, ClusterFacts facts) {
        if (!FeatureGates.isEnabled("ObjectGraph", facts.configuration())) {
            return Target.badRequest("ObjectGraph feature gate not enabled: Unable to return object graph.");
        }
        Optional<JsonNode> object = target.find(facts);
        if (object.isEmpty()) {
            return target.missing();
        }
        if (wish.malformed().isPresent()) {
            return new Refused(wish.malformed().get());
        }
        ObjectGraph graph = new ObjectGraph(target.namespace(), facts, new GraphFilter(wish.options()));
        return new Shown(
                target.isMachine() ? graph.ofMachine(target, object.get()) : graph.ofInstance(target, object.get()));
    }

    private ObjectNode ofMachine(Target target, JsonNode machine) {
        JsonNode spec = machine.at("/spec/template/spec");
        List<ObjectNode> children = new ArrayList<>();
        if (machine.at("/status/created").asBoolean()) {
            children.add(node(
                    GraphKind.INSTANCE, target.name(), launcher(target.name()).toList()));
        }
        children.addAll(matched(machine, "instancetype", "VirtualMachineClusterInstancetype"));
        children.addAll(matched(machine, "preference", "VirtualMachineClusterPreference"));
        children.addAll(ofSpec(spec, target.name()));
        return node(GraphKind.MACHINE, target.name(), children);
    }

    private ObjectNode ofInstance(Target target, JsonNode instance) {
        List<ObjectNode> children = new ArrayList<>(launcher(target.name()).toList());
        children.addAll(ofSpec(instance.path("spec"), target.name()));
        return node(GraphKind.INSTANCE, target.name(), children);
    }

    private List<ObjectNode> ofSpec(JsonNode spec, String name) {
        List<ObjectNode> nodes = new ArrayList<>();
        for (JsonNode credential : spec.path("accessCredentials")) {
            Stream.of("sshPublicKey", "userPassword")
                    .map(form -> credential
                            .path(form)
                            .at("/source/secret/secretName")
                            .asText(""))
                    .filter(secret -> !secret.isEmpty())
                    .forEach(secret -> nodes.add(leaf(GraphKind.SECRET, secret)));
        }
        spec.path("volumes").forEach(volume -> nodes.addAll(ofVolume(volume)));
        if (isPersistent(spec)) {
            facts.list("", "persistentvolumeclaims", namespace).stream()
                    .filter(claim -> claim.at("/metadata/labels")
                            .path(StateClaim.LABEL)
                            .asText()
                            .equals(name))
                    .forEach(claim -> nodes.add(
                            leaf(GraphKind.CLAIM, claim.at("/metadata/name").asText())));
        }
        spec.path("networks").forEach(network -> attachment(network).ifPresent(nodes::add));
        return nodes;
    }

    /** Whether the guest keeps the state of its TPM or firmware in a claim of its own. */
    private static boolean isPersistent(JsonNode spec) {
        return spec.at("/domain/devices/tpm/persistent").asBoolean()
                || spec.at("/domain/firmware/bootloader/efi/persistent").asBoolean();
    }

    private List<ObjectNode> ofVolume(JsonNode volume) {
        if (volume.path("dataVolume").isObject()) {
            String name = volume.at("/dataVolume/name").asText();
            return List.of(node(GraphKind.DATA_VOLUME, name, List.of(leaf(GraphKind.CLAIM, name))));
        }
        List<ObjectNode> nodes = new ArrayList<>();
        named(volume.at("/persistentVolumeClaim/claimName"), GraphKind.CLAIM, nodes);
        named(volume.at("/memoryDump/claimName"), GraphKind.CLAIM, nodes);
        named(volume.at("/configMap/name"), GraphKind.CONFIG_MAP, nodes);
        named(volume.at("/secret/secretName"), GraphKind.SECRET, nodes);
        named(volume.at("/serviceAccount/serviceAccountName"), GraphKind.SERVICE_ACCOUNT, nodes);
        CLOUD_INIT.forEach(form -> CLOUD_INIT_SECRETS.forEach(
                secret -> named(volume.path(form).path(secret).path("name"), GraphKind.SECRET, nodes)));
        return nodes;
    }

    private void named(JsonNode name, GraphKind kind, List<ObjectNode> nodes) {
        if (!name.asText("").isEmpty()) {
            nodes.add(leaf(kind, name.asText()));
        }
    }

    private Optional<ObjectNode> attachment(JsonNode network) {
        String full = network.at("/multus/networkName").asText("");
        if (full.isEmpty()) {
            return Optional.empty();
        }
        int slash = full.indexOf('/');
        ObjectNode node = node(
                GraphKind.NETWORK_ATTACHMENT,
                full.substring(slash + 1),
                slash < 0 ? namespace : full.substring(0, slash),
                List.of());
        return Optional.of(node.put("optional", true));
    }

    private Stream<ObjectNode> launcher(String instance) {
        return facts.list("", "pods", namespace).stream()
                .filter(pod -> pod.at("/metadata/labels/kubevirt.io").asText().equals("virt-launcher"))
                .filter(pod -> pod.at("/metadata/annotations")
                        .path("kubevirt.io/domain")
                        .asText()
                        .equals(instance))
                .limit(1)
                .map(pod -> leaf(GraphKind.POD, pod.at("/metadata/name").asText()));
    }

    private List<ObjectNode> matched(JsonNode machine, String field, String clusterKind) {
        JsonNode matcher = machine.path("spec").path(field);
        if (!matcher.isObject()) {
            return List.of();
        }
        List<ObjectNode> nodes = new ArrayList<>();
        String kind = matcher.path("kind").asText(clusterKind).toLowerCase(Locale.ROOT);
        GraphKind.ofMatcher(kind.isEmpty() ? clusterKind.toLowerCase(Locale.ROOT) : kind)
                .ifPresent(found -> nodes.add(
                        node(found, matcher.path("name").asText(), found.isClusterScoped() ? "" : namespace, List.of())
                                .put("optional", true)));
        JsonNode reference = machine.path("status").path(field + "Ref");
        String revision = reference.isObject()
                ? reference.at("/controllerRevisionRef/name").asText("")
                : matcher.path("revisionName").asText("");
        if (!revision.isEmpty()) {
            nodes.add(leaf(GraphKind.REVISION, revision));
        }
        return nodes;
    }

    private ObjectNode leaf(GraphKind kind, String name) {
        return node(kind, name, List.of());
    }

    private ObjectNode node(GraphKind kind, String name, List<ObjectNode> children) {
        return node(kind, name, namespace, children);
    }

    private ObjectNode node(GraphKind kind, String name, String place, List<ObjectNode> children) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putObject("objectReference")
                .put("apiGroup", kind.group())
                .put("kind", kind.kind())
                .put("name", name)
                .put("namespace", place);
        node.putObject("labels").put(GraphFilter.LABEL, kind.dependency());
        List<ObjectNode> shown = children.stream().filter(filter::includes).toList();
        if (!shown.isEmpty()) {
            ArrayNode list = node.putArray("children");
            shown.forEach(list::add);
        }
        return node;
    }
}
