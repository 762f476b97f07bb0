package dev.slipway.machine.network;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * An IP address with the length of its network prefix.
 *
 * @param address IPv4 or IPv6 address in text
 * @param length bits of the network part
 */
public record IpPrefix(String address, int length) {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    public IpPrefix {
        byte[] bytes = bytesOf(address);
        if (length < 0 || length > bytes.length * 8) {
            throw new IllegalArgumentException(address + " cannot have a prefix of " + length + " bits");
        }
    }

    /**
     * Reads {@code address/length}.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static IpPrefix of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' has no prefix length, e.g. /24");
        }
        try {
            return new IpPrefix(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has no prefix length, e.g. /24", e);
        }
    }

    /** Returns whether the address is of version 4. */
    public boolean isV4() {
        return IPV4.matcher(address).matches();
    }

    /** Returns the n-th address of the network, counted from its first (0); IPv4 only. */
    public String host(int n) {
        byte[] bytes = bytesOf(address);
        if (bytes.length != 4) {
            throw new IllegalArgumentException(address + " is not an IPv4 address");
        }
        long base = 0;
        for (byte b : bytes) {
            base = base << 8 | (b & 0xff);
        }
        long mask = length == 0 ? 0 : 0xffff_ffffL << (32 - length) & 0xffff_ffffL;
        long value = (base & mask) + n;
        if ((value & mask) != (base & mask)) {
            throw new IllegalArgumentException(this + " has no address number " + n);
        }
        return (value >> 24 & 0xff) + "." + (value >> 16 & 0xff) + "." + (value >> 8 & 0xff) + "." + (value & 0xff);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }

    /** Returns the 4 or 16 bytes of an address, never asking a name server. */
    static byte[] bytesOf(String address) {
        if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
            throw new IllegalArgumentException("'" + address + "' is not an IP address");
        }
        try {
            return InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + address + "' is not an IP address", e);
        }
    }
}
