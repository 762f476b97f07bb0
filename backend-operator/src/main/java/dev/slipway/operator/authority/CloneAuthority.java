package dev.slipway.operator.authority;

import dev.slipway.operator.cluster.ObjectWriter;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The certificates of clones between namespaces. Each clone has an authority of its own, whose key is forgotten at once:
 * nobody but the two Pods of this clone is ever let in by either.
 */
public final class CloneAuthority {
    private static final Duration LIFE = Duration.ofDays(90);

    private final CertificateSecrets secrets;
    private final ObjectWriter writer;
    private final InstantSource clock;

    /** Makes the authority of all clones. */
    public CloneAuthority(KubernetesClient client, ObjectWriter writer, InstantSource clock) {
        this.secrets = new CertificateSecrets(client);
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * The two ends of a clone.
     *
     * @param sourceNamespace namespace of the Pod that serves the disk
     * @param targetNamespace namespace of the Pod that fetches it
     * @param secret name of the Secret in both
     */
    public record Ends(String sourceNamespace, String targetNamespace, String secret) {}

    /**
     * Makes the Secrets of both ends, unless they are there and belong together.
     *
     * @param serverName DNS name in the certificate of the Pod that serves the disk
     * @param owner whose end is the end of the Secret in the target's namespace
     */
    public void issue(Ends ends, String serverName, OwnerReference owner) {
        Optional<Secret> serving = secrets.stored(ends.sourceNamespace(), ends.secret());
        Optional<Secret> fetching = secrets.stored(ends.targetNamespace(), ends.secret());
        if (serving.isPresent() && fetching.isPresent() && issuer(serving.get()).equals(issuer(fetching.get()))) {
            return;
        }
        serving.ifPresent(old -> writer.delete(old, Optional.empty()));
        fetching.ifPresent(old -> writer.delete(old, Optional.empty()));
        try {
            CertificateSigner signer = new CertificateSigner(clock.instant());
            KeyedCertificate authority = signer.authority("Slipway clone", LIFE);
            KeyedCertificate server = signer.leaf(authority, serverName, Optional.of(serverName), LIFE);
            KeyedCertificate client = signer.leaf(authority, "clone", Optional.empty(), LIFE);
            writer.createIfAbsent(CertificateSecrets.secret(
                    ends.sourceNamespace(), ends.secret(), server, Optional.of(authority), List.of()));
            writer.createIfAbsent(CertificateSecrets.secret(
                    ends.targetNamespace(), ends.secret(), client, Optional.of(authority), List.of(owner)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificates of the clone " + serverName + " cannot be made", e);
        }
    }

    /** Takes the Secret of the serving end away; the other goes with its owner. */
    public void revoke(Ends ends) {
        secrets.stored(ends.sourceNamespace(), ends.secret())
                .ifPresent(secret -> writer.delete(secret, Optional.empty()));
    }

    private static String issuer(Secret secret) {
        return Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                .getOrDefault(CertificateSecrets.ISSUER, "");
    }
}
