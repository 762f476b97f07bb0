package dev.slipway.importer.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which addresses an import may read from: a decision, without any look-up. */
final class AddressRule {
    /** Metadata services of clouds that are not link-local: EC2 and Google over IPv6, Alibaba, Azure's wire server, Oracle. */
    private static final List<byte[]> METADATA = List.of(
            new byte[] {(byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
            new byte[] {(byte) 0xfd, 0x20, 0, (byte) 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
            new byte[] {(byte) 192, 0, 0, (byte) 192},
            new byte[] {100, 100, 100, (byte) 200},
            new byte[] {(byte) 168, 63, (byte) 129, 16});

    /** Where an IPv4 address lies in one of IPv6, by the length of the network's prefix: 48, 56, 64, 96 (RFC 6052 §2.2). */
    private static final int[][] EMBEDDED = {{6, 7, 9, 10}, {7, 9, 10, 11}, {9, 10, 11, 12}, {12, 13, 14, 15}};

    /** What kind of place an address is. */
    enum Kind {
        ORDINARY,
        LOOPBACK,
        RESTRICTED
    }

    private AddressRule() {}

    static Kind kindOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        // RFC 8215: 64:ff9b:1::/48 is for translators of one's own, which choose the length of their prefixes.
        if (startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 1)) {
            List<InetAddress> possible = Arrays.stream(EMBEDDED)
                    .map(places -> four(bytes, places))
                    // Zeros are what lies beside an address at another place.
                    .filter(four -> !four.isAnyLocalAddress())
                    .toList();
            boolean ordinary = possible.stream().allMatch(four -> kindOfPlain(four) == Kind.ORDINARY);
            return ordinary && !possible.isEmpty() ? Kind.ORDINARY : Kind.RESTRICTED;
        }
        return kindOfPlain(withoutEmbedding(address));
    }

    private static Kind kindOfPlain(InetAddress plain) {
        if (plain.isLoopbackAddress()) {
            return Kind.LOOPBACK;
        }
        boolean restricted = plain.isLinkLocalAddress()
                || plain.isAnyLocalAddress()
                || plain.isMulticastAddress()
                || METADATA.stream().anyMatch(known -> Arrays.equals(known, plain.getAddress()));
        return restricted ? Kind.RESTRICTED : Kind.ORDINARY;
    }

    /** Returns why a URL given by the admin may not be read, as a clause; empty if it may. */
    static Optional<String> refuseDirect(Kind kind, boolean loopbackAllowed) {
        return switch (kind) {
            case ORDINARY -> Optional.empty();
            case LOOPBACK ->
                loopbackAllowed ? Optional.empty() : Optional.of("points to the importer itself (a loopback address)");
            case RESTRICTED ->
                Optional.of("points to a link-local, metadata or multicast address, which imports never read");
        };
    }

    /** Returns why a redirect may not be followed, as a clause; empty if it may. */
    static Optional<String> refuseRedirect(HttpTarget from, HttpTarget to, Kind original, Kind kind) {
        if (from.tls() && !to.tls()) {
            return Optional.of("would leave the protection of https");
        }
        return switch (kind) {
            case ORDINARY -> Optional.empty();
            case LOOPBACK ->
                original == Kind.LOOPBACK
                        ? Optional.empty()
                        : Optional.of("is a loopback address, to which no redirect may lead");
            case RESTRICTED ->
                Optional.of("is a link-local, metadata or multicast address, to which no redirect may lead");
        };
    }

    /** Returns the IPv4 address inside IPv4-mapped, IPv4-compatible, NAT64 and 6to4 addresses; others as they are. */
    private static InetAddress withoutEmbedding(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (!(address instanceof Inet6Address) || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return address;
        }
        boolean compatible = zero(bytes, 0, 10) && (zero(bytes, 10, 12) || (bytes[10] == -1 && bytes[11] == -1));
        boolean nat64 = startsWith(bytes, 0, 0x64, 0xff, 0x9b) && zero(bytes, 4, 12);
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        if (!compatible && !nat64 && !sixToFour) {
            return address;
        }
        return sixToFour ? four(bytes, 2, 3, 4, 5) : four(bytes, 12, 13, 14, 15);
    }

    private static InetAddress four(byte[] bytes, int... places) {
        byte[] four = {bytes[places[0]], bytes[places[1]], bytes[places[2]], bytes[places[3]]};
        try {
            return InetAddress.getByAddress(four);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean startsWith(byte[] bytes, int... beginning) {
        return bytes.length > beginning.length
                && IntStream.range(0, beginning.length).allMatch(i -> bytes[i] == (byte) beginning[i]);
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
