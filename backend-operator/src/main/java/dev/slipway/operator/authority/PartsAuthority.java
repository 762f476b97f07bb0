package dev.slipway.operator.authority;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.operator.cluster.ObjectWriter;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The certificates by which Slipway's own parts and the API server know each other. The Secret {@code parts-authority} holds
 * the authority; each other Secret one certificate, which is renewed when a third of its life is left.
 */
public final class PartsAuthority {
    private static final String AUTHORITY = "parts-authority";
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration LIFE = Duration.ofDays(365);

    /** Name of the Secret with the certificate of the operator's webhooks. */
    private static final String WEBHOOKS = "operator-tls";

    private static final String MAC = "HmacSHA256";

    private final CertificateSecrets secrets;
    private final ObjectWriter writer;
    private final String namespace;
    private final InstantSource clock;

    /** Keeps the Secrets in this namespace. */
    public PartsAuthority(KubernetesClient client, ObjectWriter writer, String namespace, InstantSource clock) {
        this.secrets = new CertificateSecrets(client);
        this.writer = writer;
        this.namespace = namespace;
        this.clock = clock;
    }

    /**
     * A certificate of a part.
     *
     * @param secret its Secret
     * @param name whom it is for
     * @param servers names of Services it is for; none for a client
     */
    private record Part(String secret, String name, List<String> servers) {
        Part(String secret, List<String> servers) {
            this(secret, servers.isEmpty() ? secret : servers.getFirst(), servers);
        }
    }

    private List<Part> parts() {
        return List.of(
                new Part(WEBHOOKS, List.of(server("operator"))),
                new Part("vnc-proxy-tls", List.of(server("vnc-proxy"))),
                new Part("vnc-proxy-relay", List.of()),
                new Part("portal-tls", List.of(server("portal"))),
                // One process takes uploads and gives exports out.
                new Part("upload-proxy-tls", List.of(server("upload-proxy"), server("virt-exportproxy"))),
                new Part("node-agent-tls", List.of(SlipwayNames.NODE_AGENT_NAME)),
                new Part("node-agent-vsock", "kubevirt.io:system:client:vsock", List.of()));
    }

    private String server(String service) {
        return service + "." + namespace + ".svc";
    }

    /**
     * Makes what is absent and renews what is old.
     *
     * @return PEM of the authority, for {@code caBundle}
     */
    public byte[] ensure() {
        try {
            KeyedCertificate authority = secrets.authority(
                    writer, namespace, AUTHORITY, new NewAuthority("Slipway parts", AUTHORITY_LIFE), clock);
            for (Part part : parts()) {
                ensure(part, authority);
            }
            return authority.certificatePem();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificates of Slipway's parts cannot be made", e);
        }
    }

    private void ensure(Part part, KeyedCertificate authority) throws GeneralSecurityException {
        Optional<Secret> stored = secrets.stored(namespace, part.secret());
        if (stored.isPresent()
                && !CertificateSecrets.isUnusable(stored.get(), authority, clock.instant())
                && CertificateSecrets.keyed(stored.get()).servers().containsAll(part.servers())) {
            return;
        }
        KeyedCertificate made =
                new CertificateSigner(clock.instant()).leaf(authority, part.name(), part.servers(), LIFE);
        Secret fresh = CertificateSecrets.secret(namespace, part.secret(), made, Optional.of(authority), List.of());
        // In place: a Pod that mounts a Secret does not notice that another one has taken its name.
        if (stored.isPresent()) {
            writer.whole(stored.get(), CertificateSecrets.withData(stored.get(), fresh));
        } else {
            writer.createIfAbsent(fresh);
        }
    }

    /**
     * Returns what nobody can guess who may not read the authority's key: all replicas have the same, as long as there is the
     * authority.
     *
     * @param purpose what it is for
     */
    public Optional<String> secret(String purpose) {
        return secrets.stored(namespace, AUTHORITY).map(stored -> {
            try {
                Mac mac = Mac.getInstance(MAC);
                mac.init(
                        new SecretKeySpec(CertificateSecrets.keyed(stored).key().getEncoded(), MAC));
                return HexFormat.of().formatHex(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(
                        "Secret " + namespace + "/" + AUTHORITY + " cannot be used; delete it and it is made again", e);
            }
        });
    }

    /** Returns the certificate of the webhooks, if it has been made. */
    public Optional<ServingCertificate> webhooks() {
        return secrets.stored(namespace, WEBHOOKS).map(secret -> {
            try {
                KeyedCertificate keyed = CertificateSecrets.keyed(secret);
                return new ServingCertificate(keyed.certificatePem(), keyed.keyPem());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(
                        "Secret " + namespace + "/" + WEBHOOKS + " cannot be used; delete it and it is made again", e);
            }
        });
    }
}
