package dev.slipway.operator.authority;

import dev.slipway.operator.cluster.ObjectWriter;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The certificates of clones between namespaces. Each clone has an authority of its own, whose key is forgotten at once:
 * nobody but the two Pods of this clone is ever let in by either.
 */
public final class CloneAuthority {
    private static final Duration LIFE = Duration.ofDays(90);

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final InstantSource clock;

    /** Makes the authority of all clones. */
    public CloneAuthority(KubernetesClient client, ObjectWriter writer, InstantSource clock) {
        this.client = client;
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
     * Makes the Secrets of both ends anew, unless the Pod that serves the disk is there already: what an attempt that was cut
     * short left is not read, since the operator may not read Secrets in these namespaces.
     *
     * @param server the Pod that serves the disk, which is made next
     * @param serverName DNS name in the certificate of the Pod that serves the disk
     * @param owner whose end is the end of the Secret in the target's namespace
     */
    public void issue(Ends ends, Pod server, String serverName, OwnerReference owner) {
        if (client.resource(server).get() != null) {
            return;
        }
        revoke(ends);
        writer.delete(CertificateSecrets.named(ends.targetNamespace(), ends.secret()), Optional.empty());
        try {
            CertificateSigner signer = new CertificateSigner(clock.instant());
            KeyedCertificate authority = signer.authority("Slipway clone", LIFE);
            KeyedCertificate serving = signer.leaf(authority, serverName, List.of(serverName), LIFE);
            KeyedCertificate fetching = signer.leaf(authority, "clone", List.of(), LIFE);
            writer.createIfAbsent(CertificateSecrets.secret(
                    ends.sourceNamespace(), ends.secret(), serving, Optional.of(authority), List.of()));
            writer.createIfAbsent(CertificateSecrets.secret(
                    ends.targetNamespace(), ends.secret(), fetching, Optional.of(authority), List.of(owner)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificates of the clone " + serverName + " cannot be made", e);
        }
    }

    /** Takes the Secret of the serving end away; the other goes with its owner. */
    public void revoke(Ends ends) {
        writer.delete(CertificateSecrets.named(ends.sourceNamespace(), ends.secret()), Optional.empty());
    }
}
