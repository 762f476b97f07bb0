package dev.slipway.portal.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.oidc.Attempt;
import dev.slipway.portal.oidc.Grant;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionSealTest {
    private static final Instant NOW = Instant.parse("2026-11-29T01:00:00.123Z");

    private final byte[] key = key(1);

    @Test
    void what_is_sealed_comes_out_again_but_for_the_check_of_the_account() {
        Session session = session(List.of("slipway:admins", "ünïcode"));

        Session opened = SessionSeal.open(SessionSeal.seal(session, key), key).orElseThrow();

        assertThat(opened.id()).isEqualTo(session.id());
        assertThat(opened.identity()).isEqualTo(session.identity());
        assertThat(opened.begun()).isEqualTo(session.begun());
        assertThat(opened.seen()).isEqualTo(session.seen());
        assertThat(opened.sealed()).isEqualTo(session.seen());
        assertThat(opened.checked()).isEqualTo(Instant.EPOCH);
        assertThat(opened.csrf()).isEqualTo(SessionSeal.csrf("id", key));
    }

    @Test
    void what_a_provider_gave_comes_out_again() {
        Grant grant = new Grant("refresh", "id", NOW.plusSeconds(300));

        Session opened = SessionSeal.open(SessionSeal.seal(session(Optional.of(grant)), key), key)
                .orElseThrow();

        assertThat(opened.grant()).contains(grant);
    }

    @Test
    void what_is_no_session_of_this_portal_is_no_sign_in_either() {
        Attempt attempt = new Attempt("s", "n", "v", URI.create("https://portal/sign-in/callback"), "/machines", NOW);

        assertThat(AttemptSeal.open(AttemptSeal.seal(attempt, key), key)).contains(attempt);
        assertThat(AttemptSeal.open(SessionSeal.seal(session(List.of()), key), key))
                .isEmpty();
        assertThat(SessionSeal.open(AttemptSeal.seal(attempt, key), key)).isEmpty();
    }

    @Test
    void session_of_an_older_portal_is_known_as_such() {
        String older = Sealed.seal("slipway session 1", key, out -> out.writeUTF("id"));

        assertThat(SessionSeal.open(older, key)).isEmpty();
        assertThat(SessionSeal.outdated(older, key)).isTrue();
        assertThat(SessionSeal.outdated(SessionSeal.seal(session(List.of()), key), key))
                .isFalse();
    }

    @Test
    void cookie_with_one_other_letter_is_no_session() {
        String sealed = SessionSeal.seal(session(List.of("a")), key);

        assertThat(IntStream.range(0, sealed.length() - 1)
                        .mapToObj(at -> sealed.substring(0, at)
                                + (sealed.charAt(at) == 'A' ? 'B' : 'A')
                                + sealed.substring(at + 1))
                        .filter(other -> SessionSeal.open(other, key).isPresent()))
                .isEmpty();
    }

    @Test
    void cookie_of_another_installation_is_no_session() {
        assertThat(SessionSeal.open(SessionSeal.seal(session(List.of()), key(2)), key))
                .isEmpty();
    }

    @Test
    void rubbish_is_no_session() {
        for (String rubbish : List.of("", "A", "AAAAAAAAAAAAAAAA", "%%%", "A".repeat(100), "A".repeat(100_000))) {
            assertThat(SessionSeal.open(rubbish, key)).isEmpty();
        }
    }

    @Test
    void token_of_forms_is_another_one_for_each_session() {
        assertThat(SessionSeal.csrf("id", key))
                .hasSize(43)
                .isNotEqualTo(SessionSeal.csrf("other", key))
                .isNotEqualTo(SessionSeal.csrf("id", key(2)));
    }

    @Test
    void cookie_holds_a_hundred_groups() {
        List<String> groups = IntStream.range(0, 100)
                .mapToObj(number -> "oidc:department-" + number + "-operators")
                .toList();

        assertThat(SessionSeal.seal(session(groups), key)).hasSizeLessThan(Sealed.LONGEST);
    }

    private static Session session(Optional<Grant> grant) {
        Session local = session(List.of());
        return new Session(
                local.id(),
                local.csrf(),
                local.identity(),
                grant,
                local.begun(),
                local.sealed(),
                local.seen(),
                local.checked());
    }

    private static Session session(List<String> groups) {
        return new Session(
                "id", "csrf", new Identity("anna", groups), Optional.empty(), NOW.minusSeconds(60), NOW, NOW, NOW);
    }

    private static byte[] key(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }
}
