package dev.slipway.importer.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/** Addresses that are written as such, which nobody has to look up. */
final class Literal {
    private Literal() {}

    /** Returns the address, also of the short and octal forms of IPv4 that other programs take; nothing for a name. */
    static Optional<InetAddress> of(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return posix(host);
        }
    }

    private static Optional<InetAddress> posix(String host) {
        try {
            return Optional.of(Inet4Address.ofPosixLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
