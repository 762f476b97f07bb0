package dev.slipway.importer.upload;

import dev.slipway.api.names.SlipwayNames;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;

/** The key pair (P-256) that signs and verifies upload tokens. */
public record UploadTokenKey(PrivateKey privateKey, PublicKey publicKey) {
    /** Name of the Secret in Slipway's namespace that all replicas share. */
    public static final String SECRET = "upload-tokens";

    private static final String PRIVATE = "private";
    private static final String PUBLIC = "public";

    /** Returns a new key pair. */
    public static UploadTokenKey fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new UploadTokenKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** Returns the key pair in the cluster's Secret, which is made if there is none yet. */
    public static UploadTokenKey shared(KubernetesClient client) {
        Secret found = read(client);
        if (found != null) {
            return of(found);
        }
        UploadTokenKey fresh = fresh();
        try {
            return of(client.secrets()
                    .inNamespace(SlipwayNames.NAMESPACE)
                    .resource(fresh.secret())
                    .create());
        } catch (KubernetesClientException e) {
            Secret others = e.getCode() == 409 ? read(client) : null;
            if (others == null) {
                throw e;
            }
            return of(others);
        }
    }

    private static @org.jspecify.annotations.Nullable Secret read(KubernetesClient client) {
        return client.secrets()
                .inNamespace(SlipwayNames.NAMESPACE)
                .withName(SECRET)
                .get();
    }

    private Secret secret() {
        Base64.Encoder encoder = Base64.getEncoder();
        return new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .withNamespace(SlipwayNames.NAMESPACE)
                .endMetadata()
                .withData(Map.of(
                        PRIVATE, encoder.encodeToString(privateKey.getEncoded()),
                        PUBLIC, encoder.encodeToString(publicKey.getEncoded())))
                .build();
    }

    private static UploadTokenKey of(Secret secret) {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new UploadTokenKey(
                    factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(secret, PRIVATE))),
                    factory.generatePublic(new X509EncodedKeySpec(bytes(secret, PUBLIC))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the Secret " + SlipwayNames.NAMESPACE + "/" + SECRET
                            + " holds no key pair; delete it, and it is made anew",
                    e);
        }
    }

    private static byte[] bytes(Secret secret, String key) {
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        return Base64.getDecoder().decode(data.getOrDefault(key, ""));
    }
}
