package dev.slipway.standalone.apiserver.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.standalone.apiserver.status.ProblemException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelSelectorTest {
    private static final Map<String, String> LABELS = Map.of("app", "web", "n", "5", "example.com/empty", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|true",
                "app=web|true",
                "app == web|true",
                "app!=web|false",
                "none!=web|true",
                "app in (db, web)|true",
                "app notin (db)|true",
                "app notin (web)|false",
                "app|true",
                "!app|false",
                "! none|true",
                "n>4|true",
                "n<4|false",
                "app>4|false",
                "example.com/empty=|true",
                "example.com/empty in (,x)|true",
                "app=web,n=6|false"
            })
    void text_form_matches(String text, boolean expected) {
        assertThat(LabelSelector.parse(text).matches(LABELS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=(",
                "a in b",
                "a in (b",
                "=b",
                "a,",
                ",a",
                "a b",
                "a=b c",
                "-a",
                "a=-",
                "a>b",
                "(a)",
                "a==" + "=b"
            })
    void broken_text_is_refused(String text) {
        assertThatThrownBy(() -> LabelSelector.parse(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("unable to parse requirement: ");
    }

    /** Seeded, so that a failure can be repeated. */
    @Test
    void random_text_is_parsed_or_refused_but_never_breaks() {
        Random random = new Random(20_261_124);
        String signs = "ab1-_./ ,=!()<>innotin\t\u00e4\"";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(16); length > 0; length--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            try {
                LabelSelector.parse(text.toString()).matches(LABELS);
            } catch (ProblemException e) {
                assertThat(e.problem().code()).isEqualTo(400);
            }
        }
    }
}
