package dev.slipway.operator.kubevirt;

import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.KubeVirtStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Another installation of KubeVirt in this cluster. */
public final class UpstreamKubeVirt {
    private UpstreamKubeVirt() {}

    /** Says that two operators would fight for the same objects. */
    public static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Found(String what) {
            super("This cluster runs KubeVirt already (" + what + "), and two operators must not run the same virtual"
                    + " machines. Slipway's operator does not start; its portal works on top of that KubeVirt."
                    + " To use Slipway's operator, remove KubeVirt first.");
        }
    }

    /** Throws {@link Found} if KubeVirt's own components run here, or are meant to: one that crashes now comes back. */
    public static void refuse(KubernetesClient client) {
        deployment(client).ifPresent(found -> {
            throw new Found("Deployment " + found.getMetadata().getNamespace() + "/"
                    + found.getMetadata().getName());
        });
        client.resources(KubeVirt.class).inAnyNamespace().list().getItems().stream()
                .filter(UpstreamKubeVirt::isForeign)
                .findFirst()
                .ifPresent(found -> {
                    throw new Found("KubeVirt " + found.getMetadata().getNamespace() + "/"
                            + found.getMetadata().getName() + " is managed by another operator");
                });
    }

    private static Optional<Deployment> deployment(KubernetesClient client) {
        try {
            return client
                    .apps()
                    .deployments()
                    .inAnyNamespace()
                    .withLabelIn("kubevirt.io", "virt-operator", "virt-controller", "virt-api")
                    .list()
                    .getItems()
                    .stream()
                    .filter(found -> Objects.requireNonNullElse(found.getSpec().getReplicas(), 1) > 0)
                    .findFirst();
        } catch (KubernetesClientException e) {
            // The embedded API server has no Deployments.
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isForeign(KubeVirt resource) {
        Optional<KubeVirtStatus> status = Optional.ofNullable(resource.getStatus());
        String version = status.map(KubeVirtStatus::operatorVersion).orElse("");
        return "Deployed".equals(status.map(KubeVirtStatus::phase).orElse(""))
                && !version.isEmpty()
                && !Installation.isOurs(version)
                && hasLivingOperator(status.map(KubeVirtStatus::conditions).orElse(List.of()));
    }

    private static boolean hasLivingOperator(List<dev.slipway.api.kubevirt.KubeVirtCondition> conditions) {
        return conditions.stream()
                .anyMatch(condition -> "Available".equals(condition.type()) && "True".equals(condition.status()));
    }
}
