package dev.slipway.importer.upload;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Finds where an upload goes. */
public interface UploadTargets {
    /** Looks the claim up; may block for the time of a few requests. */
    UploadTarget find(String namespace, String claim);

    /** Returns those that the Kubernetes API names. */
    static UploadTargets in(KubernetesClient client) {
        return new ClusterUploadTargets(client);
    }

    /** Returns the DNS name that the certificate of an upload Pod has (docs/contracts.md §5). */
    static String serverName(String pod, String namespace) {
        return pod + "." + namespace + ".svc";
    }
}
