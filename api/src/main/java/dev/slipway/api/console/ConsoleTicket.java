package dev.slipway.api.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The right of one user to open one console once, before it expires.
 *
 * @param namespace namespace of the instance
 * @param name name of the instance
 * @param kind {@code vnc} or {@code serial}
 * @param user the signed-in user
 * @param expires seconds since 1970-01-01T00:00:00Z
 * @param id random, told apart from every other ticket's
 */
public record ConsoleTicket(String namespace, String name, String kind, String user, long expires, String id) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /** Returns the ticket as text for a URL: base64url of the JSON, a dot, base64url of its HMAC-SHA-256 under {@code key}. */
    public String sign(byte[] key) {
        try {
            byte[] body = JSON.writeValueAsBytes(this);
            return ENCODER.encodeToString(body) + "." + ENCODER.encodeToString(mac(key, body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings is always JSON", e);
        }
    }

    /** Returns the ticket if {@code text} was signed with {@code key} and {@code now} is before its expiry. */
    public static Optional<ConsoleTicket> verify(String text, byte[] key, Instant now) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            byte[] body = DECODER.decode(text.substring(0, dot).getBytes(UTF_8));
            byte[] signature = DECODER.decode(text.substring(dot + 1).getBytes(UTF_8));
            if (!MessageDigest.isEqual(signature, mac(key, body))) {
                return Optional.empty();
            }
            ConsoleTicket ticket = JSON.readValue(body, ConsoleTicket.class);
            return now.getEpochSecond() < ticket.expires ? Optional.of(ticket) : Optional.empty();
        } catch (IllegalArgumentException | java.io.IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] mac(byte[] key, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
