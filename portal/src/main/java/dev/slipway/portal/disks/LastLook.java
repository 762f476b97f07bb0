package dev.slipway.portal.disks;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.machines.UsedClaims;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Asks the cluster itself, and not the mirrors, whether something has begun to use a disk that is about to be deleted. */
@Singleton
class LastLook {
    private final ClusterConnection connection;

    LastLook(ClusterConnection connection) {
        this.connection = connection;
    }

    /** Returns why a disk may not be deleted: it is used by now, or that is not known. Names are not told, as the visitor may not be allowed to know them. */
    Optional<String> hindrance(ObjectKey claim) {
        Optional<KubernetesClient> own = connection.own();
        if (own.isEmpty()) {
            return Optional.of("The portal has no connection to the Kubernetes API yet. Nothing was deleted.");
        }
        try {
            return used(own.get(), claim)
                    ? Optional.of(claim.name()
                            + " is used by a machine by now. Nothing was deleted; look at the list of disks again.")
                    : Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of("It is not known whether a machine uses " + claim.name() + ": "
                    + ClusterConnection.cause(e) + ". Nothing was deleted; try it again.");
        }
    }

    private static boolean used(KubernetesClient client, ObjectKey claim) {
        return client.resources(VirtualMachine.class).inNamespace(claim.namespace()).list().getItems().stream()
                        .anyMatch(machine -> UsedClaims.of(machine).contains(claim))
                || client
                        .resources(VirtualMachineInstance.class)
                        .inNamespace(claim.namespace())
                        .list()
                        .getItems()
                        .stream()
                        .anyMatch(instance -> UsedClaims.of(instance).contains(claim));
    }
}
