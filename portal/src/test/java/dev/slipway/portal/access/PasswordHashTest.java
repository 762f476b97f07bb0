package dev.slipway.portal.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
    @Test
    void password_matches_its_own_hash_only() {
        PasswordHash hash = PasswordHash.of("correct horse");

        assertThat(hash.matches("correct horse")).isTrue();
        assertThat(hash.matches("correct horsf")).isFalse();
        assertThat(hash.matches("")).isFalse();
    }

    @Test
    void same_password_gets_another_salt_each_time() {
        assertThat(PasswordHash.of("x".repeat(8)).toString())
                .isNotEqualTo(PasswordHash.of("x".repeat(8)).toString());
    }

    @Test
    void text_names_the_scheme_and_enough_iterations_and_reads_back() {
        String text = PasswordHash.of("correct horse").toString();

        assertThat(text).startsWith("pbkdf2-sha512$210000$");
        assertThat(PasswordHash.parse(text).orElseThrow().matches("correct horse"))
                .isTrue();
    }

    @Test
    void other_texts_are_no_hashes() {
        for (String text : List.of(
                "",
                "correct horse",
                "bcrypt$1$AA==$AA==",
                "pbkdf2-sha512$x$AA==$AAAAAAAAAAAAAAAAAAAAAA==",
                "pbkdf2-sha512$-1$AA==$AAAAAAAAAAAAAAAAAAAAAA==",
                "pbkdf2-sha512$999999999$AA==$AAAAAAAAAAAAAAAAAAAAAA==",
                "pbkdf2-sha512$1$AA==$AA==",
                "pbkdf2-sha512$1$%%$AAAAAAAAAAAAAAAAAAAAAA==")) {
            assertThat(PasswordHash.parse(text)).as(text).isEmpty();
        }
    }
}
