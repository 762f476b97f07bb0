package dev.slipway.importer.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UploadTokenTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private final UploadTokenKey key = UploadTokenKey.fresh();
    private final UploadToken token = new UploadToken("shop", "root", NOW);

    @Test
    void signed_token_is_good_for_five_minutes() {
        String text = token.sign(key);
        assertThat(UploadToken.verify(text, key, NOW)).hasValue(token);
        assertThat(UploadToken.verify(text, key, NOW.plus(Duration.ofMinutes(5))))
                .hasValue(token); // leeway
        assertThat(UploadToken.verify(text, key, NOW.plus(Duration.ofSeconds(311))))
                .isEmpty();
        assertThat(UploadToken.verify(text, key, NOW.minus(Duration.ofSeconds(11))))
                .isEmpty();
    }

    @Test
    void claims_are_those_of_cdi() {
        String body = new String(Base64.getUrlDecoder().decode(token.sign(key).split("\\.")[1]), UTF_8);
        assertThat(body)
                .isEqualTo(
                        "{\"exp\":1767323345,\"iat\":1767323045,\"iss\":\"cdi-apiserver\",\"name\":\"root\",\"namespace\":\"shop\","
                                + "\"nbf\":1767323045,\"operation\":\"Upload\","
                                + "\"resource\":{\"group\":\"\",\"resource\":\"persistentvolumeclaims\",\"version\":\"v1\"}}");
    }

    @Test
    void token_of_another_key_is_refused() {
        assertThat(UploadToken.verify(token.sign(UploadTokenKey.fresh()), key, NOW))
                .isEmpty();
    }

    @Test
    void head_with_another_algorithm_is_refused() {
        String[] parts = token.sign(key).split("\\.");
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
        assertThat(UploadToken.verify(none + "." + parts[1] + ".", key, NOW)).isEmpty();
        assertThat(UploadToken.verify(none + "." + parts[1] + "." + parts[2], key, NOW))
                .isEmpty();
    }

    @Test
    void spoiled_tokens_are_refused_and_never_throw() {
        Random random = new Random(7);
        String text = token.sign(key);
        for (int i = 0; i < 300; i++) {
            StringBuilder spoiled = new StringBuilder(text);
            int at = random.nextInt(text.length());
            char other = (char) random.nextInt(256);
            if (other == text.charAt(at) || at == text.length() - 1) {
                continue; // the last character has bits that mean nothing
            }
            spoiled.setCharAt(at, other);
            assertThat(UploadToken.verify(spoiled.toString(), key, NOW)).isEmpty();
        }
    }
}
