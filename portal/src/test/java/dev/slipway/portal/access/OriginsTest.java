package dev.slipway.portal.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginsTest {
    @Test
    void request_from_a_page_of_the_portal_is_good() {
        assertThat(Origins.refusal("slipway.example:8443", "https://slipway.example:8443", "same-origin"))
                .isEmpty();
    }

    @Test
    void request_without_origin_is_judged_by_the_browser_s_own_word() {
        assertThat(Origins.refusal("slipway.example", null, null)).isEmpty();
        assertThat(Origins.refusal("slipway.example", null, "none")).isEmpty();
        assertThat(Origins.refusal("slipway.example", null, "cross-site")).isPresent();
        assertThat(Origins.refusal("slipway.example", null, "same-site")).isPresent();
    }

    @Test
    void other_host_other_port_and_no_origin_at_all_are_foreign() {
        assertThat(Origins.refusal("slipway.example", "https://evil.example", null))
                .isPresent();
        assertThat(Origins.refusal("slipway.example:8443", "https://slipway.example", null))
                .isPresent();
        assertThat(Origins.refusal("slipway.example", "null", null)).isPresent();
        assertThat(Origins.refusal("slipway.example", "::", null)).isPresent();
        assertThat(Origins.refusal(null, "https://slipway.example", null)).isPresent();
    }

    @Test
    void sentence_does_not_repeat_control_characters() {
        Refusal refusal = Origins.refusal("a", "https://b\r\nX: y", null).orElseThrow();

        assertThat(refusal.sentence()).doesNotContain("\n").contains("https://b??X:?y");
    }
}
