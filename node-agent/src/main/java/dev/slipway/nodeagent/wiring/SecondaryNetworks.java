package dev.slipway.nodeagent.wiring;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.api.network.NetworkAttachmentDefinition;
import dev.slipway.nodeagent.cni.Attachment;
import dev.slipway.nodeagent.cni.CniNetworks;
import dev.slipway.nodeagent.cni.CniProblem;
import dev.slipway.nodeagent.cni.NetworkConfiguration;
import dev.slipway.nodeagent.cni.NetworkSelection;
import dev.slipway.nodeagent.cni.NetworkStatus;
import dev.slipway.nodeagent.netns.Netns;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attaches the networks that a Pod's annotation names, where no other component (Multus) has done so. */
final class SecondaryNetworks {
    private static final Logger LOG = LoggerFactory.getLogger(SecondaryNetworks.class);

    private final KubernetesClient client;
    private final CniNetworks cni;
    private final Path configurations;

    /**
     * Attaches with the given plugins.
     *
     * @param configurations directory of the node's own configurations, for definitions without one
     */
    SecondaryNetworks(KubernetesClient client, CniNetworks cni, Path configurations) {
        this.client = client;
        this.cni = cni;
        this.configurations = configurations;
    }

    /** Returns a Pod as it is stored, whose annotations may be newer than what is known of it. */
    Optional<Pod> stored(Pod pod) {
        return Optional.ofNullable(client.pods()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .get())
                .filter(found ->
                        found.getMetadata().getUid().equals(pod.getMetadata().getUid()));
    }

    /** Detaches a device that the guest has let go of, and says so on the Pod. */
    void detach(Pod pod, Attachment attachment) {
        detach(attachment);
        stored(pod).ifPresent(found -> {
            List<NetworkStatus> left = statuses(found).stream()
                    .filter(status -> !status.device().equals(attachment.device()))
                    .toList();
            annotate(found, NetworkStatus.text(left));
        });
    }

    private static List<NetworkStatus> statuses(Pod pod) {
        return NetworkStatus.parse(
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of())
                        .getOrDefault(NetworkStatus.ANNOTATION, ""));
    }

    /** Returns the attachments that this node-agent made; empty if there are none, or if they were made before. */
    List<Attachment> attach(Pod known, Netns namespace) throws IOException {
        if (missing(known).isEmpty()) {
            return List.of();
        }
        // Multus has written what it attached before the first container began; what is known of the Pod may be older.
        Pod newest = stored(known).orElse(known);
        return attach(newest, namespace, missing(newest));
    }

    private static List<NetworkSelection> missing(Pod pod) throws IOException {
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        List<NetworkStatus> known = statuses(pod);
        return NetworkSelection.parse(
                        annotations.getOrDefault(NetworkSelection.ANNOTATION, ""),
                        pod.getMetadata().getNamespace())
                .stream()
                .filter(selection ->
                        known.stream().noneMatch(status -> status.device().equals(selection.device())))
                .toList();
    }

    private List<Attachment> attach(Pod pod, Netns namespace, List<NetworkSelection> missing) throws IOException {
        var statuses = new ArrayList<>(statuses(pod));
        var attachments = new ArrayList<Attachment>();
        try {
            for (NetworkSelection selection : missing) {
                Attachment attachment = cni.attach(attachment(pod, namespace, selection));
                attachments.add(attachment);
                statuses.add(NetworkStatus.of(selection.key(), CniNetworks.result(attachment), false));
            }
        } catch (IOException e) {
            attachments.forEach(this::detach);
            throw e;
        }
        if (!attachments.isEmpty()) {
            annotate(pod, NetworkStatus.text(statuses));
        }
        return attachments;
    }

    /** Detaches; what a plugin cannot undo is told by it in its own log and lost with the namespace. */
    void detach(Attachment attachment) {
        try {
            cni.detach(attachment);
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private Attachment attachment(Pod pod, Netns namespace, NetworkSelection selection) throws IOException {
        return Attachment.ofPod(
                namespace.path().toString(),
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                configuration(selection),
                selection.device(),
                selection.mac(),
                selection.ips());
    }

    private NetworkConfiguration configuration(NetworkSelection selection) throws IOException {
        NetworkAttachmentDefinition definition = client.resources(NetworkAttachmentDefinition.class)
                .inNamespace(selection.namespace())
                .withName(selection.name())
                .get();
        if (definition == null) {
            throw new CniProblem.Failed(new CniProblem.DefinitionMissing(selection.namespace(), selection.name()));
        }
        String config = Optional.ofNullable(definition.getSpec())
                .map(spec -> spec.config())
                .orElse("");
        return NetworkConfiguration.parse(config.isBlank() ? ofNode(selection) : config, selection.name());
    }

    /** A definition without a configuration means the node's own of the same name (specification 1.3 §3.4). */
    private String ofNode(NetworkSelection selection) throws IOException {
        Optional<Path> file = Stream.of(".conflist", ".conf", ".json")
                .map(ending -> configurations.resolve(selection.name() + ending))
                .filter(Files::isRegularFile)
                .findFirst();
        if (file.isEmpty()) {
            throw new CniProblem.Failed(new CniProblem.ConfigurationInvalid(
                    selection.key(),
                    "spec.config is empty and the node has no %s/%s.conflist"
                            .formatted(configurations, selection.name())));
        }
        return Files.readString(file.get());
    }

    private void annotate(Pod pod, String text) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(NetworkStatus.ANNOTATION, text);
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }
}
