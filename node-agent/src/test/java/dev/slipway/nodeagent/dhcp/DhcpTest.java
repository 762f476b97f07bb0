package dev.slipway.nodeagent.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.machine.network.DhcpLease;
import dev.slipway.machine.network.IpPrefix;
import dev.slipway.machine.network.PodLink;
import dev.slipway.machine.network.PodNetworkFacts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DhcpTest {
    private static final String MAC = "02:00:00:00:00:07";
    private static final int DISCOVER = 1;
    private static final int REQUEST = 3;

    @Test
    void a_guest_that_looks_for_a_server_is_offered_its_lease() {
        Reply offer = answer(message(DISCOVER, MAC)).orElseThrow();
        assertThat(offer.address()).isEqualTo("10.244.7.2");
        assertThat(offer.option(53)).containsExactly(2);
        assertThat(offer.option(1)).containsExactly(0xff, 0xff, 0xff, 0);
        assertThat(offer.option(3)).containsExactly(10, 244, 7, 1);
        assertThat(offer.text(12)).isEqualTo("web");
        assertThat(offer.option(26)).containsExactly(0x05, 0xaa);
        assertThat(offer.option(6)).containsExactly(10, 96, 0, 10);
        assertThat(offer.option(42)).containsExactly(10, 0, 0, 9);
        assertThat(offer.text(66)).isEqualTo("boot.example");
        assertThat(offer.text(240)).isEqualTo("private");
    }

    @Test
    void routes_come_with_the_default_route_because_clients_then_ignore_the_router() {
        Reply offer = answer(message(DISCOVER, MAC)).orElseThrow();
        assertThat(offer.option(121)).containsExactly(0, 10, 244, 7, 1, 16, 10, 96, 10, 244, 7, 254);
    }

    @Test
    void search_domains_are_written_as_dns_labels() {
        Reply offer = answer(message(DISCOVER, MAC)).orElseThrow();
        byte[] wire = "\3svc\7cluster\5local\0\5local\0".getBytes(StandardCharsets.US_ASCII);
        assertThat(offer.bytes(119)).isEqualTo(wire);
    }

    @Test
    void a_request_for_the_lease_is_acknowledged_and_for_another_address_refused() {
        assertThat(answer(message(REQUEST, MAC, 50, 4, 10, 244, 7, 2))
                        .orElseThrow()
                        .option(53))
                .containsExactly(5);
        assertThat(answer(message(REQUEST, MAC, 50, 4, 10, 244, 7, 3))
                        .orElseThrow()
                        .option(53))
                .containsExactly(6);
    }

    @Test
    void a_request_to_another_server_is_not_answered() {
        assertThat(answer(message(REQUEST, MAC, 54, 4, 10, 244, 7, 200, 50, 4, 10, 244, 7, 2)))
                .isEmpty();
    }

    @Test
    void somebody_else_on_the_bridge_gets_no_answer() {
        assertThat(answer(message(DISCOVER, "02:00:00:00:00:08"))).isEmpty();
    }

    @Test
    void what_does_not_fit_into_the_clients_largest_message_is_left_out() {
        List<String> many = IntStream.range(0, 60)
                .mapToObj(i -> "domain-number-" + i + ".example")
                .toList();
        DhcpLease crowded = lease(many);
        byte[] reply = DhcpAnswer.of(
                        crowded, DhcpRequest.parse(message(DISCOVER, MAC)).orElseThrow())
                .orElseThrow();
        assertThat(reply.length).isLessThanOrEqualTo(548);
        assertThat(new Reply(reply).options()).containsKey(3).doesNotContainKey(119);
    }

    @Test
    void an_option_longer_than_255_bytes_comes_in_parts() {
        List<String> many = IntStream.range(0, 20)
                .mapToObj(i -> "domain-number-" + i + ".example")
                .toList();
        byte[] roomy = message(DISCOVER, MAC, 57, 2, 0x05, 0xdc);
        byte[] reply = DhcpAnswer.of(lease(many), DhcpRequest.parse(roomy).orElseThrow())
                .orElseThrow();
        assertThat(new Reply(reply).bytes(119).length).isGreaterThan(255);
    }

    @Test
    void garbage_never_breaks_the_server() {
        var random = new Random(20260107);
        byte[] good = message(REQUEST, MAC, 50, 4, 10, 244, 7, 2);
        for (int round = 0; round < 20_000; round++) {
            byte[] datagram = round % 2 == 0 ? good.clone() : new byte[random.nextInt(700)];
            if (round % 2 == 1) {
                random.nextBytes(datagram);
            }
            for (int flips = random.nextInt(8); flips > 0 && datagram.length > 0; flips--) {
                datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(datagram, random.nextInt(datagram.length + 1));
            answer(cut).ifPresent(reply -> assertThat(reply.length()).isBetween(300, 65535));
        }
    }

    private static Optional<Reply> answer(byte[] datagram) {
        return DhcpRequest.parse(datagram)
                .flatMap(
                        request -> DhcpAnswer.of(lease(List.of("svc.cluster.local", "local", "not a label!")), request))
                .map(Reply::new);
    }

    private static DhcpLease lease(List<String> domains) {
        return new DhcpLease(
                "k6t-eth0",
                MAC,
                IpPrefix.of("10.244.7.2/24"),
                "169.254.75.10",
                Optional.of("10.244.7.1"),
                List.of(
                        new PodLink.Route(IpPrefix.of("0.0.0.0/0"), "10.244.7.1"),
                        new PodLink.Route(IpPrefix.of("10.96.0.0/16"), "10.244.7.254")),
                new PodNetworkFacts.Dns(List.of("10.96.0.10"), domains),
                "web",
                1450,
                List.of("10.0.0.9"),
                Optional.of("boot.example"),
                Optional.empty(),
                Map.of(240, "private"));
    }

    private static byte[] message(int type, String mac, int... options) {
        ByteBuffer out = ByteBuffer.allocate(300);
        out.put((byte) 1).put((byte) 1).put((byte) 6).put((byte) 0).putInt(0x12345678);
        out.position(28);
        Stream.of(mac.split(":")).forEach(pair -> out.put((byte) Integer.parseInt(pair, 16)));
        out.position(236);
        out.putInt(DhcpRequest.MAGIC).put((byte) 53).put((byte) 1).put((byte) type);
        for (int b : options) {
            out.put((byte) b);
        }
        out.put((byte) 255);
        return out.array();
    }

    /** An answer, read independently of the code under test. */
    private static final class Reply {
        private final byte[] datagram;

        Reply(byte[] datagram) {
            this.datagram = datagram;
        }

        int length() {
            return datagram.length;
        }

        String address() {
            return (datagram[16] & 0xff) + "." + (datagram[17] & 0xff) + "." + (datagram[18] & 0xff) + "."
                    + (datagram[19] & 0xff);
        }

        Map<Integer, byte[]> options() {
            var parts = new HashMap<Integer, ByteArrayOutputStream>();
            for (int i = 240; i < datagram.length && (datagram[i] & 0xff) != 255; i += 2 + (datagram[i + 1] & 0xff)) {
                parts.computeIfAbsent(datagram[i] & 0xff, ignored -> new ByteArrayOutputStream())
                        .write(datagram, i + 2, datagram[i + 1] & 0xff);
            }
            var options = new HashMap<Integer, byte[]>();
            parts.forEach((code, value) -> options.put(code, value.toByteArray()));
            return options;
        }

        byte[] bytes(int code) {
            return options().getOrDefault(code, new byte[0]);
        }

        int[] option(int code) {
            byte[] value = bytes(code);
            return IntStream.range(0, value.length).map(i -> value[i] & 0xff).toArray();
        }

        String text(int code) {
            return new String(bytes(code), StandardCharsets.US_ASCII);
        }
    }
}
