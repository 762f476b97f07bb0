package dev.slipway.operator.authority;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.GeneralSecurityException;
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

    private static byte[] decoded(Secret secret, String key) throws GeneralSecurityException {
        String text = Optional.ofNullable(secret.getData())
                .map(data -> data.get(key))
                .orElseThrow(() -> new GeneralSecurityException("Secret "
                        + secret.getMetadata().getNamespace() + "/"
                        + secret.getMetadata().getName() + " has no " + key + "; delete it and it is made again"));
        return Base64.getDecoder().decode(text);
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
