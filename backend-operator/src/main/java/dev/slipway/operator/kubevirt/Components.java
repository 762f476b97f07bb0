package dev.slipway.operator.kubevirt;

import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Filterable;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The other parts of the installation. */
public sealed interface Components {
    /** Returns, in a sentence, what is not ready; nothing if all is. */
    Optional<String> missing();

    /** Returns whether they may come and go while this process lives. */
    boolean areWatched();

    /** All parts are in this process. */
    record Embedded() implements Components {
        @Override
        public Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        public boolean areWatched() {
            return false;
        }
    }

    /**
     * The parts are Deployments and DaemonSets with the label {@code app.kubernetes.io/part-of: slipway}.
     *
     * @param client reads them
     * @param namespace where they are
     */
    record Deployed(KubernetesClient client, String namespace) implements Components {
        private static final String LABEL = "app.kubernetes.io/part-of";
        private static final String VALUE = "slipway";

        @Override
        public Optional<String> missing() {
            return Stream.of(
                            found(client.apps().deployments().inNamespace(namespace))
                                    .flatMap(part -> unready(part).stream()),
                            found(client.apps().daemonSets().inNamespace(namespace))
                                    .flatMap(part -> unready(part).stream()),
                            found(client.apiServices()).flatMap(part -> unready(part).stream()))
                    .flatMap(Function.identity())
                    .findFirst();
        }

        @Override
        public boolean areWatched() {
            return true;
        }

        private static <T extends HasMetadata> Stream<T> found(
                Filterable<? extends Listable<? extends KubernetesResourceList<T>>> kind) {
            return kind.withLabel(LABEL, VALUE).list().getItems().stream();
        }

        /** Clients that see a group in discovery and cannot read it treat the whole API as broken. */
        private static Optional<String> unready(APIService service) {
            APIServiceStatus status = service.getStatus();
            boolean available = status != null
                    && status.getConditions().stream()
                            .anyMatch(condition ->
                                    "Available".equals(condition.getType()) && "True".equals(condition.getStatus()));
            return available
                    ? Optional.empty()
                    : Optional.of("The API server does not reach the APIService %s yet."
                            .formatted(service.getMetadata().getName()));
        }

        /** One replica that is ready serves; that another one is missing is no reason to call the whole unavailable. */
        private static Optional<String> unready(Deployment deployment) {
            DeploymentStatus status = deployment.getStatus();
            int ready = status == null ? 0 : Objects.requireNonNullElse(status.getReadyReplicas(), 0);
            int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
            return ready > 0 || wanted == 0
                    ? Optional.empty()
                    : Optional.of("No Pod of the Deployment %s is ready, of %d wanted."
                            .formatted(deployment.getMetadata().getName(), wanted));
        }

        private static Optional<String> unready(DaemonSet agents) {
            DaemonSetStatus status = agents.getStatus();
            int ready = status == null ? 0 : Objects.requireNonNullElse(status.getNumberReady(), 0);
            int wanted = status == null ? 0 : Objects.requireNonNullElse(status.getDesiredNumberScheduled(), 0);
            return ready > 0 && ready == wanted
                    ? Optional.empty()
                    : Optional.of("The DaemonSet %s is ready on %d of %d nodes."
                            .formatted(agents.getMetadata().getName(), ready, wanted));
        }
    }
}
