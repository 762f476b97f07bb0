package dev.slipway.operator.authority;

import dev.slipway.operator.cluster.ObjectWriter;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The authority for uploads, kept in Secrets ({@code docs/contracts.md} §5): {@code upload-authority} holds it,
 * {@code upload-proxy} the proxy's certificate. Each upload Pod gets a certificate of its own.
 */
public final class UploadAuthority {
    private static final String AUTHORITY = "upload-authority";
    private static final String PROXY = "upload-proxy";
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration PROXY_LIFE = Duration.ofDays(365);
    // An upload Pod that waits longer is an upload that nobody began.
    private static final Duration POD_LIFE = Duration.ofDays(90);

    private final CertificateSecrets secrets;
    private final ObjectWriter writer;
    private final String namespace;
    private final InstantSource clock;

    /** Keeps the Secrets in this namespace. */
    public UploadAuthority(KubernetesClient client, ObjectWriter writer, String namespace, InstantSource clock) {
        this.secrets = new CertificateSecrets(client);
        this.writer = writer;
        this.namespace = namespace;
        this.clock = clock;
    }

    /** Makes authority and proxy certificate if they are absent or old. */
    public void ensure() {
        try {
            KeyedCertificate authority = authority();
            Optional<Secret> proxy = secrets.stored(namespace, PROXY);
            if (proxy.isEmpty() || CertificateSecrets.isUnusable(proxy.get(), authority, clock.instant())) {
                proxy.ifPresent(old -> writer.delete(old, Optional.empty()));
                KeyedCertificate made = signer().leaf(authority, "upload-proxy", List.of(), PROXY_LIFE);
                writer.createIfAbsent(
                        CertificateSecrets.secret(namespace, PROXY, made, Optional.of(authority), List.of()));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificates for uploads cannot be made", e);
        }
    }

    /**
     * Makes the Secret with the certificate of an upload Pod that is about to be made, unless it exists.
     *
     * @param secretName its name
     * @param serverName DNS name under which the proxy speaks to the Pod
     * @param owner whose end is the Secret's end
     */
    public void issue(String podNamespace, String secretName, String serverName, OwnerReference owner) {
        try {
            KeyedCertificate authority = authority();
            KeyedCertificate made = signer().leaf(authority, serverName, List.of(serverName), POD_LIFE);
            writer.createIfAbsent(
                    CertificateSecrets.secret(podNamespace, secretName, made, Optional.of(authority), List.of(owner)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate of " + serverName + " cannot be made", e);
        }
    }

    private KeyedCertificate authority() throws GeneralSecurityException {
        return secrets.authority(
                writer, namespace, AUTHORITY, new NewAuthority("Slipway uploads", AUTHORITY_LIFE), clock);
    }

    private CertificateSigner signer() {
        Instant now = clock.instant();
        return new CertificateSigner(now);
    }
}
