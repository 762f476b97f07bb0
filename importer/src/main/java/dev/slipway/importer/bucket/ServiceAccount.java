package dev.slipway.importer.bucket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.importer.http.HttpTarget;
import dev.slipway.importer.http.Introduction;
import dev.slipway.importer.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * An account of Google's by its key: a JSON Web Token that it signs itself, which Google takes as it would one of its own (RFC 7523,
 * with {@code scope} as Google's clients have it).
 */
public final class ServiceAccount implements Introduction {
    private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_only";
    private static final Duration VALID = Duration.ofHours(1);
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(10);

    private final String email;
    private final Optional<String> keyId;
    private final PrivateKey key;
    private final InstantSource clock;
    private String token = "";
    private Instant until = Instant.EPOCH;

    private ServiceAccount(String email, Optional<String> keyId, PrivateKey key, InstantSource clock) {
        this.email = email;
        this.keyId = keyId;
        this.key = key;
        this.clock = clock;
    }

    /**
     * Reads the key of an account, as Google hands it out.
     *
     * @throws IllegalArgumentException with the reason, without what is secret
     */
    public static ServiceAccount parse(String json, InstantSource clock) {
        JsonObject account = JsonObject.parse(json);
        String pem = account.text("private_key")
                .orElseThrow(() ->
                        new IllegalArgumentException("it has no private_key, so it is no key of a service account"));
        String email =
                account.text("client_email").orElseThrow(() -> new IllegalArgumentException("it has no client_email"));
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
            return new ServiceAccount(email, account.text("private_key_id"), key, clock);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("its private_key is no RSA key in PEM (PKCS #8)", e);
        }
    }

    @Override
    public synchronized Map<String, String> fields(HttpTarget target) {
        Instant now = clock.instant();
        if (now.isAfter(until.minus(RENEWED_BEFORE))) {
            token = signed(now);
            until = now.plus(VALID);
        }
        return Map.of("Authorization", "Bearer " + token);
    }

    private String signed(Instant now) {
        String head = "{\"alg\":\"RS256\",\"typ\":\"JWT\""
                + keyId.map(id -> ",\"kid\":" + quoted(id)).orElse("") + "}";
        String claims =
                "{\"iss\":" + quoted(email) + ",\"sub\":" + quoted(email) + ",\"scope\":\"" + SCOPE + "\",\"iat\":"
                        + now.getEpochSecond() + ",\"exp\":" + now.plus(VALID).getEpochSecond() + "}";
        String content = encoded(head.getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(content.getBytes(UTF_8));
            return content + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with RSA", e);
        }
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
