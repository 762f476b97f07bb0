package dev.slipway.operator;

import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.admission.UninstallReview;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the chart runs before it is removed: ends with 1 and the list of virtual machines while there are any. */
public final class UninstallCheck {
    private UninstallCheck() {}

    /** Checks the cluster that it runs in. */
    public static void main(String[] arguments) {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            Optional<String> hindrance = hindrance(client);
            if (hindrance.isPresent()) {
                System.err.println(hindrance.get());
                System.exit(1);
            }
        } catch (KubernetesClientException e) {
            System.err.println(
                    "It could not be found out whether there are virtual machines, so Slipway is not removed: "
                            + e.getMessage() + ". Try again.");
            System.exit(1);
        }
    }

    /** Returns in sentences why Slipway may not be removed; empty if it may. */
    static Optional<String> hindrance(KubernetesClient client) {
        String strategy = all(client, KubeVirt.class)
                .map(KubeVirt::getSpec)
                .map(spec -> Optional.ofNullable(spec.uninstallStrategy()).orElse(""))
                .findFirst()
                .orElse("");
        List<String> machines = Stream.of(VirtualMachine.class, VirtualMachineInstance.class)
                .flatMap(kind -> all(client, kind))
                .map(machine -> machine.getMetadata().getNamespace() + "/"
                        + machine.getMetadata().getName())
                .toList();
        return UninstallReview.hindrance(strategy, machines);
    }

    private static <T extends HasMetadata> Stream<T> all(KubernetesClient client, Class<T> kind) {
        try {
            return client.resources(kind).inAnyNamespace().list().getItems().stream();
        } catch (KubernetesClientException e) {
            // Without its definition there is nothing of a kind.
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Stream.empty();
            }
            throw e;
        }
    }
}
