package dev.slipway.importer.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.stream.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerTest {
    @Test
    void only_what_has_no_gap_before_it_is_confirmed() {
        Ledger ledger = new Ledger();
        ledger.begin(100);
        ledger.written(new Span(200, 300));
        assertThat(ledger.confirmed()).isEqualTo(100);
        ledger.written(new Span(100, 200));
        assertThat(ledger.confirmed()).isEqualTo(300);
    }

    @Test
    void any_order_confirms_the_whole() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<Span> spans = new ArrayList<>();
            long at = 0;
            while (at < 1000) {
                long to = Math.min(1000, at + 1 + random.nextInt(100));
                spans.add(new Span(at, to));
                at = to;
            }
            Collections.shuffle(spans, random);
            Ledger ledger = new Ledger();
            for (Span span : spans) {
                assertThat(ledger.confirmed()).isLessThan(1000);
                ledger.written(span);
            }
            assertThat(ledger.confirmed()).isEqualTo(1000);
        }
    }
}
