package dev.slipway.portal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What an admin may set for the portal. */
@ConfigMapping(prefix = "slipway.portal")
public interface PortalSettings {
    /** File that says how to reach the Kubernetes API; without it KUBECONFIG or the Pod's service account. May appear after the start. */
    Optional<Path> kubeconfig();

    /** Folder of the portal's own database. */
    Path data();

    /** Name of the cluster, shown beside the mark. */
    Optional<String> clusterName();

    /** Address of the console proxy, e.g. {@code https://vnc-proxy.slipway.svc:8444}, where it runs in a process of its own. */
    Optional<URI> consoles();

    /** File with the authority, as PEM, that vouches for the console proxy; without it the usual ones of this system. */
    Optional<Path> consolesAuthority();

    /** Whether a new installation gets the account {@code admin}, with its password in a Secret. */
    @WithDefault("false")
    boolean firstAccount();

    /** Time without a request after which a session ends. */
    @WithDefault("PT8H")
    Duration sessionIdle();

    /** Time after which a session ends in any case. */
    @WithDefault("P7D")
    Duration sessionLimit();

    /** Time for which an answer about a user's rights is believed. */
    @WithDefault("PT30S")
    Duration rightsKept();

    /** Time within which the API must answer an action. */
    @WithDefault("PT20S")
    Duration actionTimeout();
}
