package dev.slipway.ui;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;

/** A Slipway that runs, wherever: what a story needs of it. It is ended, or left as it was found, when this is closed. */
public interface InstalledSlipway extends AutoCloseable {
    /** Returns where a browser finds the portal, without a slash at the end. */
    String portal();

    /** Returns the password of the first user, {@code admin}. */
    String firstPassword() throws IOException;

    /** Returns the kubeconfig of an admin. */
    Path kubeconfig();

    /** Returns the address at which importers reach this machine. */
    InetAddress host();

    /** Ends all of Slipway at once and by force, and has it come back; returns when it is there again. Machines run on. */
    void crash() throws Exception;

    /** Returns a client of the admin, which the caller closes. */
    default KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig().toFile()))
                .build();
    }
}
