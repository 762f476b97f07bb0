package dev.slipway.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PlaceTest {
    private static final String OPTION = "--listen ADDRESS:PORT";

    @Test
    void free_port_is_no_problem() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(new Place("127.0.0.1", port, OPTION).refusal()).isEmpty();
    }

    @Test
    void port_that_another_program_has_is_named_with_the_option_for_another() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new Place("127.0.0.1", taken.getLocalPort(), OPTION).refusal())
                    .contains(
                            "Port " + taken.getLocalPort()
                                    + " on 127.0.0.1 is in use by another program. Give another one with --listen ADDRESS:PORT.");
        }
    }

    @Test
    void address_of_another_machine_is_not_called_in_use() {
        // RFC 5737: for documentation, so that no machine has it
        assertThat(new Place("192.0.2.1", 8006, OPTION).refusal())
                .contains("--listen: 192.0.2.1 is not an address of this machine."
                        + " Give one that is, 127.0.0.1 for this machine alone, or 0.0.0.0 for all.");
    }

    @Test
    void name_that_nobody_knows_is_not_called_in_use() {
        assertThat(new Place("nobody.invalid", 8006, OPTION).refusal())
                .get()
                .asString()
                .startsWith("--listen: nobody.invalid is no address and no name");
    }
}
