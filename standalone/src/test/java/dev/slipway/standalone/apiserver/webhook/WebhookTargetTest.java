package dev.slipway.standalone.apiserver.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.json.Json;
import org.junit.jupiter.api.Test;

final class WebhookTargetTest {
    @Test
    void stored_configuration_that_nobody_can_read_does_not_fail_others() {
        assertThat(WebhookTarget.of(
                        Json.object().put("url", "https://hook.example").put("caBundle", "abcde")))
                .isInstanceOf(WebhookTarget.Unreadable.class);
        assertThat(WebhookTarget.of(Json.object().put("url", "https://a b")))
                .isInstanceOf(WebhookTarget.Unreadable.class);
    }
}
