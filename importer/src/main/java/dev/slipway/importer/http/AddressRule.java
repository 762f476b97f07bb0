package dev.slipway.importer.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which addresses an import may read from: a decision, without any look-up. */
final class AddressRule {
    /** Metadata services of clouds that are not link-local: EC2 over IPv6, Alibaba, Azure's wire server. */
    private static final List<byte[]> METADATA = List.of(
            new byte[] {(byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
            new byte[] {100, 100, 100, (byte) 200},
            new byte[] {(byte) 168, 63, (byte) 129, 16});

    /** What kind of place an address is. */
    enum Kind {
        ORDINARY,
        LOOPBACK,
        RESTRICTED
    }

    private AddressRule() {}

    static Kind kindOf(InetAddress address) {
        InetAddress plain = withoutEmbedding(address);
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
        boolean nat64 = bytes[0] == 0
                && bytes[1] == 0x64
                && bytes[2] == (byte) 0xff
                && bytes[3] == (byte) 0x9b
                && zero(bytes, 4, 12);
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        if (!compatible && !nat64 && !sixToFour) {
            return address;
        }
        byte[] four = sixToFour ? Arrays.copyOfRange(bytes, 2, 6) : Arrays.copyOfRange(bytes, 12, 16);
        try {
            return InetAddress.getByAddress(four);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
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
