package dev.slipway.api.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConsoleTicketTest {
    private static final byte[] KEY = "01234567890123456789012345678901".getBytes(UTF_8);
    private static final ConsoleTicket TICKET = new ConsoleTicket("default", "web", "vnc", "admin", 1_000, "a1");

    @Test
    void signed_ticket_is_read_back_before_its_expiry() {
        assertThat(ConsoleTicket.verify(TICKET.sign(KEY), KEY, Instant.ofEpochSecond(999)))
                .contains(TICKET);
    }

    @Test
    void expired_ticket_is_refused() {
        assertThat(ConsoleTicket.verify(TICKET.sign(KEY), KEY, Instant.ofEpochSecond(1_000)))
                .isEmpty();
    }

    @Test
    void ticket_of_another_key_is_refused() {
        byte[] other = "x1234567890123456789012345678901".getBytes(UTF_8);
        assertThat(ConsoleTicket.verify(TICKET.sign(other), KEY, Instant.ofEpochSecond(1)))
                .isEmpty();
    }

    @Test
    void text_that_is_no_ticket_is_refused() {
        for (String text : new String[] {"", ".", "a.b", "!.!", TICKET.sign(KEY) + "x", "e30.e30"}) {
            assertThat(ConsoleTicket.verify(text, KEY, Instant.ofEpochSecond(1)))
                    .isEmpty();
        }
    }
}
