package dev.slipway.vncproxy.subresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VsockQueryTest {
    @Test
    void port_is_a_number_of_32_bits() {
        assertThat(VsockQuery.refusal(Optional.of("0"), Optional.empty())).isEmpty();
        assertThat(VsockQuery.refusal(Optional.of("4294967295"), Optional.empty()))
                .isEmpty();
        for (String wrong : new String[] {"", "4294967296", "-1", "ssh", "99999999999"}) {
            assertThat(VsockQuery.refusal(Optional.of(wrong).filter(text -> !text.isEmpty()), Optional.empty()))
                    .as(wrong)
                    .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(400));
        }
    }

    @Test
    void tls_is_what_go_reads_as_a_truth() {
        assertThat(VsockQuery.refusal(Optional.of("22"), Optional.of("False"))).isEmpty();
        assertThat(VsockQuery.refusal(Optional.of("22"), Optional.of("yes")))
                .hasValueSatisfying(why -> assertThat(why.message()).contains("\"yes\""));
    }
}
