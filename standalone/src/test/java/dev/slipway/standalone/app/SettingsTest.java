package dev.slipway.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final Path DATA = Path.of("/var/lib/slipway");

    @Test
    void without_options_it_listens_on_loopback_with_one_node() throws Exception {
        assertThat(Settings.parse(List.of(), DATA)).isEqualTo(new Settings(DATA, "127.0.0.1", 8006, 6443, 1));
    }

    @Test
    void options_are_taken() throws Exception {
        assertThat(Settings.parse(List.of("--listen", "0.0.0.0:9000", "--nodes", "2", "--data", "/d"), DATA))
                .isEqualTo(new Settings(Path.of("/d"), "0.0.0.0", 9000, 6443, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "--nodes, 0, --nodes 0 is not a number from 1 to 16.",
        "--nodes, many, --nodes many is not a number from 1 to 16.",
        "--listen, 8006, '--listen 8006 has no port. Give ADDRESS:PORT, e.g. 127.0.0.1:8006.'",
        "--listen, 127.0.0.1:99999, --listen 99999 is not a number from 1 to 65535.",
        "--api-port, 8006, 'Portal and Kubernetes API cannot both listen on port 8006. Give another one with --listen ADDRESS:PORT or --api-port PORT.'",
        "--colour, red, --colour is not an option of up. See ./slipway --help."
    })
    void option_that_cannot_be_is_refused_with_its_value(String option, String value, String sentence) {
        assertThatThrownBy(() -> Settings.parse(List.of(option, value), DATA))
                .isInstanceOf(Settings.Unusable.class)
                .hasMessage(sentence);
    }

    @Test
    void unknown_word_is_named_even_if_nothing_follows_it() {
        assertThatThrownBy(() -> Settings.parse(List.of("--frob"), DATA))
                .hasMessage("--frob is not an option of up. See ./slipway --help.");
        assertThatThrownBy(() -> Settings.parse(List.of("--nodes"), DATA))
                .hasMessage("--nodes needs a value. See ./slipway --help.");
    }
}
