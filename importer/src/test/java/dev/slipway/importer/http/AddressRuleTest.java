package dev.slipway.importer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.http.AddressRule.Kind;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRuleTest {
    private static final HttpTarget PLAIN = HttpTarget.parse("http://host/a");
    private static final HttpTarget SECURE = HttpTarget.parse("https://host/a");

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, LOOPBACK",
        "127.9.8.7, LOOPBACK",
        "::1, LOOPBACK",
        "::ffff:127.0.0.1, LOOPBACK",
        "64:ff9b::7f00:1, LOOPBACK",
        "2002:7f00:1::, LOOPBACK",
        "169.254.169.254, RESTRICTED",
        "64:ff9b::a9fe:a9fe, RESTRICTED",
        "fe80::1, RESTRICTED",
        "fd00:ec2::254, RESTRICTED",
        "fd20:ce::254, RESTRICTED",
        "100.100.100.200, RESTRICTED",
        "192.0.0.192, RESTRICTED",
        "64:ff9b:1::169.254.169.254, RESTRICTED",
        "64:ff9b:1::127.0.0.1, RESTRICTED",
        "64:ff9b:1:7:8::a9fe:a9fe, RESTRICTED",
        "64:ff9b:1:a9fe:a9:fe00::, RESTRICTED",
        "64:ff9b:1:a9:fe:a9fe::, RESTRICTED",
        "64:ff9b:1:0:a9:fea9:fe00:0, RESTRICTED",
        "64:ff9b:1::, RESTRICTED",
        "64:ff9b:1::192.0.2.1, ORDINARY",
        "64:ff9b:2::a9fe:a9fe, ORDINARY",
        "0.0.0.0, RESTRICTED",
        "::, RESTRICTED",
        "224.0.0.1, RESTRICTED",
        "ff02::1, RESTRICTED",
        "10.0.0.1, ORDINARY",
        "192.0.2.1, ORDINARY",
        "2001:db8::1, ORDINARY",
        "fd12::1, ORDINARY"
    })
    void kind_of_an_address(String address, Kind kind) throws Exception {
        assertThat(AddressRule.kindOf(InetAddress.getAllByName(address)[0])).isEqualTo(kind);
    }

    @Test
    void loopback_is_read_only_where_that_is_allowed() {
        assertThat(AddressRule.refuseDirect(Kind.LOOPBACK, true)).isEmpty();
        assertThat(AddressRule.refuseDirect(Kind.LOOPBACK, false)).isPresent();
        assertThat(AddressRule.refuseDirect(Kind.RESTRICTED, true)).isPresent();
        assertThat(AddressRule.refuseDirect(Kind.ORDINARY, false)).isEmpty();
    }

    @Test
    void redirect_leads_to_loopback_only_from_loopback() {
        assertThat(AddressRule.refuseRedirect(PLAIN, PLAIN, Kind.LOOPBACK, Kind.LOOPBACK))
                .isEmpty();
        assertThat(AddressRule.refuseRedirect(PLAIN, PLAIN, Kind.ORDINARY, Kind.LOOPBACK))
                .isPresent();
        assertThat(AddressRule.refuseRedirect(PLAIN, PLAIN, Kind.LOOPBACK, Kind.RESTRICTED))
                .isPresent();
    }

    @Test
    void redirect_may_go_to_https_but_not_back() {
        assertThat(AddressRule.refuseRedirect(PLAIN, SECURE, Kind.ORDINARY, Kind.ORDINARY))
                .isEmpty();
        assertThat(AddressRule.refuseRedirect(SECURE, PLAIN, Kind.ORDINARY, Kind.ORDINARY))
                .isPresent();
    }
}
