package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The compact form of signed claims (RFC 7515 §3.1, RFC 7519). */
final class JsonWebToken {
    private static final int LONGEST = 16_384;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private JsonWebToken() {}

    static String sign(ObjectNode claims, SigningKey key) {
        ObjectNode header = Json.object().put("alg", "ES256").put("typ", "JWT");
        String signed = ENCODER.encodeToString(Json.bytes(header)) + "." + ENCODER.encodeToString(Json.bytes(claims));
        return signed + "." + ENCODER.encodeToString(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Returns the claims if the text is a token that the key signed; whether they still hold is not checked. */
    static Optional<JsonNode> verify(String token, SigningKey key) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            // Only the algorithm of our own key is taken, whatever the header claims.
            if (!decode(parts[0]).path("alg").asText().equals("ES256")) {
                return Optional.empty();
            }
            byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            return key.verifies(signed, Base64.getUrlDecoder().decode(parts[2]))
                    ? Optional.of(decode(parts[1]))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static JsonNode decode(String part) throws IOException {
        return Json.parse(Base64.getUrlDecoder().decode(part));
    }
}
