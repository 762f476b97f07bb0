package dev.slipway.portal.cluster;

import dev.slipway.api.names.SlipwayNames;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** 256 random bits in a Secret, the same for every replica and after every restart; made if nobody has made them. */
public final class SharedKey {
    /** Name of the key in the Secret's data. */
    private static final String ENTRY = SlipwayNames.TICKET_KEY;

    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClusterConnection connection;
    private final String name;
    private final Clock clock = Clock.systemUTC();
    private byte @Nullable [] key;
    private Instant read = Instant.EPOCH;

    /** Keeps it in the Secret of this name in Slipway's own namespace. */
    public SharedKey(ClusterConnection connection, String name) {
        this.connection = connection;
        this.name = name;
    }

    /** Returns the key, not older than a minute. Throws KubernetesClientException if it cannot be read. */
    public synchronized byte[] fresh() {
        byte[] known = key;
        if (known == null || read.plus(KEPT).isBefore(clock.instant())) {
            KubernetesClient client = connection
                    .own()
                    .orElseThrow(() -> new KubernetesClientException("the portal has no connection to it yet"));
            known = bytes(secret(client));
            key = known;
            read = clock.instant();
        }
        return known.clone();
    }

    /** Returns the key; while the API is away the one that was last read, if any was. */
    public synchronized Optional<byte[]> known() {
        try {
            return Optional.of(fresh());
        } catch (KubernetesClientException _) {
            return Optional.ofNullable(key).map(byte[]::clone);
        }
    }

    private byte[] bytes(Secret secret) {
        String text = secret.getData() == null ? null : secret.getData().get(ENTRY);
        if (text == null) {
            throw new KubernetesClientException("Secret " + SlipwayNames.NAMESPACE + "/" + name + " lacks the entry \""
                    + ENTRY + "\"; delete it and it is made again");
        }
        return Base64.getDecoder().decode(text);
    }

    private Secret secret(KubernetesClient client) {
        var resource = client.secrets().inNamespace(SlipwayNames.NAMESPACE).withName(name);
        Secret known = resource.get();
        if (known != null) {
            return known;
        }
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        try {
            return client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(SlipwayNames.NAMESPACE)
                            .endMetadata()
                            .withType("Opaque")
                            .withData(Map.of(ENTRY, Base64.getEncoder().encodeToString(random)))
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            // another replica or part made it at the same moment
            Secret theirs = resource.get();
            if (theirs == null) {
                throw e;
            }
            return theirs;
        }
    }
}
