package dev.slipway.operator.cluster;

import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/** What the operator asks of guests, by the same subresources as anybody else. */
public final class GuestActions {
    private static final String ROOT = "/apis/subresources.kubevirt.io/v1/namespaces/";

    private final ApiRequests requests;

    /** Asks through this client. */
    public GuestActions(KubernetesClient client) {
        this.requests = new ApiRequests(client);
    }

    /** Lets the guest bring its file systems to rest; after a while it goes on by itself. */
    public void freeze(ObjectKey instance, Duration limit) {
        requests.put(
                path("virtualmachineinstances", instance, "freeze"),
                "{\"unfreezeTimeout\":\"" + limit.toSeconds() + "s\"}");
    }

    /** Lets the guest go on. */
    public void unfreeze(ObjectKey instance) {
        requests.put(path("virtualmachineinstances", instance, "unfreeze"), "");
    }

    /** Has a guest's disks copied, or the copying ended, as the options say. */
    public void backUp(ObjectKey instance, String options) {
        requests.put(path("virtualmachineinstances", instance, "backup"), options);
    }

    /**
     * Asks a guest whether it knows of a checkpoint.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException with code 422 if it does not
     */
    public void redefine(ObjectKey instance, String checkpoint) {
        requests.put(path("virtualmachineinstances", instance, "redefine-checkpoint"), checkpoint);
    }

    /** Stops a virtual machine as a user would. */
    public void stop(ObjectKey machine) {
        requests.put(path("virtualmachines", machine, "stop"), "{}");
    }

    private static String path(String kind, ObjectKey key, String action) {
        return ROOT + key.namespace() + "/" + kind + "/" + key.name() + "/" + action;
    }
}
