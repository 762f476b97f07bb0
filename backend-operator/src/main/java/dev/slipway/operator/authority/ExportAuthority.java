package dev.slipway.operator.authority;

import dev.slipway.operator.cluster.ObjectWriter;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The authority of exporters, kept in Secret {@code export-authority}: by its certificate clients know an exporter. */
public final class ExportAuthority {
    /** How long an exporter may show its certificate. */
    public static final Duration POD_LIFE = Duration.ofDays(30);

    private static final String AUTHORITY = "export-authority";
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

    private final CertificateSecrets secrets;
    private final ObjectWriter writer;
    private final String namespace;
    private final InstantSource clock;

    /** Keeps the authority in this namespace. */
    public ExportAuthority(KubernetesClient client, ObjectWriter writer, String namespace, InstantSource clock) {
        this.secrets = new CertificateSecrets(client);
        this.writer = writer;
        this.namespace = namespace;
        this.clock = clock;
    }

    /** Returns PEM of the authority's certificate. */
    public String certificate() {
        try {
            return text(authority().certificatePem());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the authority of exports cannot be read", e);
        }
    }

    /**
     * Makes the Secret with the certificate of an exporter whose Pod is about to be made; one of an earlier Pod goes.
     *
     * @param serverName DNS name of its Service
     * @param owner whose end is the Secret's end
     */
    public void issue(String where, String secret, String serverName, OwnerReference owner) {
        try {
            KeyedCertificate authority = authority();
            writer.delete(CertificateSecrets.named(where, secret), Optional.empty());
            // Longer than the Pod, so that clocks may differ.
            KeyedCertificate made = new CertificateSigner(clock.instant())
                    .leaf(authority, serverName, List.of(serverName), POD_LIFE.multipliedBy(2));
            writer.createIfAbsent(
                    CertificateSecrets.secret(where, secret, made, Optional.of(authority), List.of(owner)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate of " + serverName + " cannot be made", e);
        }
    }

    /**
     * Makes the certificate by which the guest's node hands out a backup, and by which it knows the exporter.
     *
     * @param backup uid of the backup
     */
    public NodeKeys ofNode(String backup, Duration life) {
        try {
            KeyedCertificate authority = authority();
            // The name that KubeVirt's parts give each other.
            KeyedCertificate made = new CertificateSigner(clock.instant())
                    .leaf(authority, "kubevirt.io:system:client:" + backup, List.of(), life);
            return new NodeKeys(text(authority.certificatePem()), text(made.certificatePem()), text(made.keyPem()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate of backup " + backup + " cannot be made", e);
        }
    }

    private static String text(byte[] pem) {
        return new String(pem, StandardCharsets.US_ASCII);
    }

    private KeyedCertificate authority() throws GeneralSecurityException {
        return secrets.authority(
                writer, namespace, AUTHORITY, new NewAuthority("Slipway exports", AUTHORITY_LIFE), clock);
    }
}
