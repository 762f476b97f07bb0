package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineQueryTest {
    private static final MachineRow DATABASE = Rows.row("payments", "payments-db-01")
            .state(StateWord.RUNNING)
            .node("node-2")
            .address("10.20.4.11")
            .cpus(8)
            .memory(16L << 30)
            .disk(240L << 30)
            .age(Duration.ofDays(41))
            .labels(Map.of("tier", "db", "Env", "Prod"))
            .os("os-debian", "Debian GNU/Linux 13")
            .make();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "db | true",
                "DB-01 | true",
                "web | false",
                "-web | true",
                "-db | false",
                "name:db | true",
                "name:payments-* | true",
                "name:*-01 | true",
                "name:p*db*1 | true",
                "name:pay | true",
                "name:pay*x | false",
                "project:payments | true",
                "project:pay | false",
                "project:retail,payments | true",
                "-project:payments | false",
                "status:running | true",
                "status:stopped,running | true",
                "status:attention | false",
                "node:node-2 | true",
                "node:node-* | true",
                "label:tier=db | true",
                "label:tier | true",
                "label:env=prod | true",
                "label:tier=web | false",
                "-label:gpu | true",
                "os:debian | true",
                "os:windows | false",
                "ip:10.20.4 | true",
                "ip:0.20.4 | false",
                "cpu>=8 | true",
                "cpu>8 | false",
                "memory>=16GiB | true",
                "memory<16g | false",
                "memory:16 | true",
                "disk>200GiB | true",
                "age>7d | true",
                "age<7d | false",
                "project:payments status:running db | true",
                "project:payments status:stopped | false",
                "\"debian gnu\" | true",
                "\"debian bsd\" | false",
            })
    void query_finds(String query, boolean found) {
        MachineQuery parsed = MachineQuery.parse(query);

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.matches(DATABASE, Rows.NOW)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour:red | there is no such key",
                "status:flying | a status is one of",
                "memory>lots | write a size, such as memory>=16GiB",
                "cpu:x | write a number of CPUs",
                "age<soon | write a time",
                "project>payments | write a colon and a value",
                "node: | write a colon and a value",
            })
    void what_means_nothing_is_left_out_with_a_sentence(String query, String sentence) {
        MachineQuery parsed = MachineQuery.parse(query + " db");

        assertThat(parsed.problems())
                .singleElement()
                .asString()
                .contains("“" + query + "”")
                .contains(sentence);
        assertThat(parsed.matches(DATABASE, Rows.NOW)).isTrue();
    }

    @Test
    void term_can_be_taken_away() {
        MachineQuery parsed = MachineQuery.parse("project:payments -label:env=dev web");

        assertThat(parsed.terms())
                .extracting(MachineQuery.Term::words)
                .containsExactly("project: payments", "not label: env=dev", "“web”");
        assertThat(parsed.without(parsed.terms().get(1))).isEqualTo("project:payments web");
    }

    @Test
    void any_text_is_a_query() {
        Random random = new Random(7);
        String alphabet = "ab:,-*\"<>=0 9\u00e4\n\\.%x";
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            MachineQuery parsed = MachineQuery.parse(text.toString());
            parsed.matches(DATABASE, Rows.NOW);
            List<String> words =
                    parsed.terms().stream().map(MachineQuery.Term::words).toList();
            assertThat(words).doesNotContainNull();
        }
    }

    @Test
    void query_without_end_is_cut() {
        MachineQuery parsed = MachineQuery.parse("a ".repeat(10_000));

        assertThat(parsed.terms()).hasSizeLessThan(MachineQuery.LONGEST);
        assertThat(parsed.problems()).hasSize(1);
    }
}
