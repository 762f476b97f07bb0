package dev.slipway.portal.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.cluster.Identity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimedIdentityTest {
    private static final ClaimedIdentity.Rules PREFIXED =
            new ClaimedIdentity.Rules("preferred_username", "oidc:", "groups", "oidc:");
    private static final ClaimedIdentity.Rules PLAIN =
            new ClaimedIdentity.Rules("preferred_username", "", "groups", "");

    @Test
    void user_and_groups_get_their_prefixes() {
        assertThat(claims(PREFIXED, Map.of("preferred_username", "anna", "groups", List.of("b", "a"))))
                .isEqualTo(accepted("oidc:anna", "oidc:a", "oidc:b"));
    }

    @Test
    void one_group_may_be_a_word_and_none_may_be_missing() {
        assertThat(claims(PLAIN, Map.of("preferred_username", "anna", "groups", "a")))
                .isEqualTo(accepted("anna", "a"));
        assertThat(claims(PLAIN, Map.of("preferred_username", "anna"))).isEqualTo(accepted("anna"));
    }

    @Test
    void groups_are_not_read_where_no_claim_is_named() {
        assertThat(claims(
                        new ClaimedIdentity.Rules("preferred_username", "", "", ""),
                        Map.of("preferred_username", "anna", "groups", List.of("a"))))
                .isEqualTo(accepted("anna"));
    }

    @Test
    void names_of_kubernetes_are_refused_with_the_way_out() {
        assertThat(sentence(claims(PLAIN, Map.of("preferred_username", "system:admin"))))
                .contains("\"system:admin\"", "oidc.usernamePrefix");
        assertThat(sentence(
                        claims(PLAIN, Map.of("preferred_username", "anna", "groups", List.of("a", "system:masters")))))
                .contains("\"system:masters\"", "oidc.groupsPrefix");
        assertThat(sentence(claims(
                        new ClaimedIdentity.Rules("preferred_username", "system:", "groups", ""),
                        Map.of("preferred_username", "admin"))))
                .contains("\"system:admin\"");
    }

    @Test
    void names_of_kubernetes_are_others_behind_a_prefix() {
        assertThat(claims(PREFIXED, Map.of("preferred_username", "system:admin", "groups", List.of("system:masters"))))
                .isEqualTo(accepted("oidc:system:admin", "oidc:system:masters"));
    }

    @Test
    void user_without_a_name_is_refused() {
        for (Object name : List.of("", " ", 7, List.of("anna"))) {
            assertThat(sentence(claims(PLAIN, Map.of("preferred_username", name))))
                    .contains("\"preferred_username\"", "oidc.usernameClaim");
        }
        assertThat(sentence(claims(PLAIN, Map.of()))).contains("\"preferred_username\"");
    }

    @Test
    void groups_that_are_no_names_are_refused() {
        assertThat(sentence(claims(PLAIN, Map.of("preferred_username", "anna", "groups", List.of(Map.of("a", "b"))))))
                .contains("\"groups\"", "oidc.groupsClaim");
        assertThat(sentence(claims(PLAIN, Map.of("preferred_username", "anna", "groups", Map.of("a", "b")))))
                .contains("\"groups\"");
    }

    @Test
    void address_that_is_not_verified_names_nobody() {
        ClaimedIdentity.Rules email = new ClaimedIdentity.Rules("email", "", "groups", "");

        assertThat(sentence(claims(email, Map.of("email", "anna@example.com", "email_verified", false))))
                .contains("anna@example.com", "not verified");
        assertThat(claims(email, Map.of("email", "anna@example.com", "email_verified", true)))
                .isEqualTo(accepted("anna@example.com"));
        assertThat(claims(email, Map.of("email", "anna@example.com"))).isEqualTo(accepted("anna@example.com"));
    }

    private static ClaimedIdentity claims(ClaimedIdentity.Rules rules, Map<String, Object> claims) {
        Map<String, @Nullable Object> all = new HashMap<>(claims);
        return ClaimedIdentity.of(all, rules);
    }

    private static ClaimedIdentity accepted(String user, String... groups) {
        return new ClaimedIdentity.Accepted(new Identity(user, List.of(groups)));
    }

    private static String sentence(ClaimedIdentity decided) {
        return decided instanceof ClaimedIdentity.Refused refused ? refused.sentence() : "";
    }
}
