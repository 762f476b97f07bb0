package dev.slipway.importer.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * The right to upload a disk to one claim, for five minutes: a JSON Web Token with the claims that CDI's have.
 *
 * @param namespace namespace of the claim
 * @param claim name of the claim
 * @param issued when it was issued
 */
public record UploadToken(String namespace, String claim, Instant issued) {
    /** As CDI's. */
    static final Duration LIFE = Duration.ofMinutes(5);

    /** How far clocks may differ; as CDI's. */
    static final Duration LEEWAY = Duration.ofSeconds(10);

    private static final String ISSUER = "cdi-apiserver";
    private static final String OPERATION = "Upload";
    private static final String HEAD = "{\"alg\":\"ES256\"}";
    private static final int LONGEST = 8192;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /** Returns the token as text, signed by ES256 (RFC 7518 §3.4). */
    public String sign(UploadTokenKey key) {
        ObjectNode body = JSON.createObjectNode();
        body.put("exp", issued.plus(LIFE).getEpochSecond());
        body.put("iat", issued.getEpochSecond());
        body.put("iss", ISSUER);
        body.put("name", claim);
        body.put("namespace", namespace);
        body.put("nbf", issued.getEpochSecond());
        body.put("operation", OPERATION);
        body.putObject("resource")
                .put("group", "")
                .put("resource", "persistentvolumeclaims")
                .put("version", "v1");
        String signed = ENCODER.encodeToString(HEAD.getBytes(UTF_8)) + "."
                + ENCODER.encodeToString(body.toString().getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.privateKey());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ECDSA", e);
        }
    }

    /** Returns the token if {@code text} was signed with the key and is good at {@code now}. */
    public static Optional<UploadToken> verify(String text, UploadTokenKey key, Instant now) {
        String[] parts = text.split("\\.", -1);
        if (text.length() > LONGEST || parts.length != 3) {
            return Optional.empty();
        }
        try {
            // only this head: which algorithm is right is not the sender's to say
            if (!new String(DECODER.decode(parts[0]), UTF_8).equals(HEAD)) {
                return Optional.empty();
            }
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(key.publicKey());
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            if (!signature.verify(DECODER.decode(parts[2]))) {
                return Optional.empty();
            }
            return good(JSON.readTree(DECODER.decode(parts[1])), now);
        } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<UploadToken> good(JsonNode body, Instant now) {
        Instant issued = Instant.ofEpochSecond(body.path("iat").asLong());
        boolean inTime = !now.isBefore(
                        Instant.ofEpochSecond(body.path("nbf").asLong()).minus(LEEWAY))
                && now.isBefore(Instant.ofEpochSecond(body.path("exp").asLong()).plus(LEEWAY));
        boolean ours = body.path("iss").asText().equals(ISSUER)
                && body.path("operation").asText().equals(OPERATION)
                && body.path("resource").path("resource").asText().equals("persistentvolumeclaims");
        String name = body.path("name").asText();
        String namespace = body.path("namespace").asText();
        return inTime && ours && !name.isEmpty() && !namespace.isEmpty()
                ? Optional.of(new UploadToken(namespace, name, issued))
                : Optional.empty();
    }
}
