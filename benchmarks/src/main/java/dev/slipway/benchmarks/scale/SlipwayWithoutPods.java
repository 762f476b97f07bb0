package dev.slipway.benchmarks.scale;

import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.names.SlipwayNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the kustomize base installs, but for the Pods: the operator answers at an address beside the cluster. */
final class SlipwayWithoutPods {
    static final String NAMESPACE = SlipwayNames.NAMESPACE;

    /** What makes Pods, and what speaks of those that are not there: an aggregated API without a server breaks all of discovery. */
    private static final Set<String> LEFT_OUT =
            Set.of("Deployment", "DaemonSet", "APIService", "PodDisruptionBudget", "NetworkPolicy");

    private static final String OPERATOR = "operator";
    private static final int PATIENCE_SECONDS = 60;
    private static final int AVAILABLE_SECONDS = 180;

    private SlipwayWithoutPods() {}

    /**
     * Installs.
     *
     * @param deploy the folder {@code deploy} of a checkout
     * @param address where the operator answers webhooks, for the API server
     */
    static void install(KubernetesClient client, Path deploy, String address, int webhookPort) throws IOException {
        List<HasMetadata> definitions = new ArrayList<>();
        try (Stream<Path> files = Files.list(deploy.resolve("crds"))) {
            for (Path file : files.sorted().toList()) {
                definitions.addAll(load(client, file));
            }
        }
        definitions.forEach(
                definition -> client.resource(definition).forceConflicts().serverSideApply());
        client.resources(CustomResourceDefinition.class)
                .resources()
                .forEach(definition -> definition.waitUntilCondition(
                        SlipwayWithoutPods::isEstablished, PATIENCE_SECONDS, TimeUnit.SECONDS));
        for (HasMetadata object : load(client, deploy.resolve("kustomize/slipway.yaml"))) {
            if (!LEFT_OUT.contains(object.getKind())) {
                client.resource(isOperatorService(object) ? withoutSelector((Service) object) : object)
                        .forceConflicts()
                        .serverSideApply();
            }
        }
        client.resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(OPERATOR)
                        .addToLabels("kubernetes.io/service-name", OPERATOR)
                        .endMetadata()
                        .withAddressType("IPv4")
                        .addNewPort()
                        .withName("webhooks")
                        .withPort(webhookPort)
                        .endPort()
                        .addNewEndpoint()
                        .withAddresses(address)
                        .withNewConditions()
                        .withReady(true)
                        .endConditions()
                        .endEndpoint()
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    /** Waits until the operator has called itself available. */
    static void awaitAvailable(KubernetesClient client) {
        client.resources(KubeVirt.class)
                .inNamespace(NAMESPACE)
                .withName("kubevirt")
                .waitUntilCondition(SlipwayWithoutPods::isAvailable, AVAILABLE_SECONDS, TimeUnit.SECONDS);
    }

    private static List<HasMetadata> load(KubernetesClient client, Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return client.load(stream).items();
        }
    }

    private static boolean isOperatorService(HasMetadata object) {
        return object instanceof Service && object.getMetadata().getName().equals(OPERATOR);
    }

    private static Service withoutSelector(Service service) {
        return new ServiceBuilder(service)
                .editSpec()
                .withSelector(null)
                .endSpec()
                .build();
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    private static boolean isAvailable(KubeVirt resource) {
        return resource != null
                && resource.getStatus() != null
                && resource.getStatus().conditions() != null
                && resource.getStatus().conditions().stream()
                        .anyMatch(
                                condition -> "Available".equals(condition.type()) && "True".equals(condition.status()));
    }
}
