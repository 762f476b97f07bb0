package dev.slipway.operator.authority;

import dev.slipway.operator.cluster.ObjectWriter;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Certificates as Secrets: {@code tls.crt}, {@code tls.key} and, for a leaf, the authority's {@code ca.crt}. */
final class CertificateSecrets {
    /** Key of the authority's certificate. */
    static final String ISSUER = "ca.crt";

    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";

    private final KubernetesClient client;

    CertificateSecrets(KubernetesClient client) {
        this.client = client;
    }

    Optional<Secret> stored(String where, String name) {
        return Optional.ofNullable(
                client.secrets().inNamespace(where).withName(name).get());
    }

    static KeyedCertificate keyed(Secret secret) throws GeneralSecurityException {
        return KeyedCertificate.of(decoded(secret, CERTIFICATE), decoded(secret, KEY));
    }

    /** Returns the authority that a Secret holds, which is made if it is absent. */
    KeyedCertificate authority(ObjectWriter writer, String where, String name, NewAuthority wanted, InstantSource clock)
            throws GeneralSecurityException {
        Optional<Secret> before = stored(where, name);
        if (before.isEmpty()) {
            KeyedCertificate made = new CertificateSigner(clock.instant()).authority(wanted.name(), wanted.life());
            writer.createIfAbsent(secret(where, name, made, Optional.empty(), List.of()));
        }
        // Read anew: another replica may have been first.
        Secret kept = before.or(() -> stored(where, name))
                .orElseThrow(() -> new IllegalStateException(
                        "Secret " + where + "/" + name + " cannot be read; does the operator have the right?"));
        return keyed(kept);
    }

    /** Returns whether a certificate is old, broken, or not of this authority. */
    static boolean isUnusable(Secret secret, KeyedCertificate authority, Instant now) {
        try {
            KeyedCertificate known = keyed(secret);
            known.certificate().verify(authority.certificate().getPublicKey());
            return known.isOld(now);
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return true;
        }
    }

    /** Returns a stored Secret with the data of another one. */
    static Secret withData(Secret stored, Secret fresh) {
        return new SecretBuilder(stored).withData(fresh.getData()).build();
    }

    private static byte[] decoded(Secret secret, String key) throws GeneralSecurityException {
        String text = Optional.ofNullable(secret.getData())
                .map(data -> data.get(key))
                .orElseThrow(() -> new GeneralSecurityException("Secret "
                        + secret.getMetadata().getNamespace() + "/"
                        + secret.getMetadata().getName() + " has no " + key + "; delete it and it is made again"));
        return Base64.getDecoder().decode(text);
    }

    /** Returns what names a Secret that is not read. */
    static Secret named(String where, String name) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(where)
                .withName(name)
                .endMetadata()
                .build();
    }

    static Secret secret(
            String where,
            String name,
            KeyedCertificate own,
            Optional<KeyedCertificate> authority,
            List<OwnerReference> owners)
            throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getEncoder();
        Map<String, String> data = new TreeMap<>();
        data.put(CERTIFICATE, base64.encodeToString(own.certificatePem()));
        data.put(KEY, base64.encodeToString(own.keyPem()));
        if (authority.isPresent()) {
            data.put(ISSUER, base64.encodeToString(authority.get().certificatePem()));
        }
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(where)
                .withName(name)
                .withOwnerReferences(owners)
                .endMetadata()
                .withType("kubernetes.io/tls")
                .withData(data)
                .build();
    }
}
