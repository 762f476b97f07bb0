package dev.slipway.standalone.apiserver.cel;

/**
 * An address with the length of its network.
 *
 * @param address any of the network
 * @param length of the network in bits
 */
record IpPrefix(IpAddress address, int length) {
    static IpPrefix parse(String text) throws IpAddress.Unreadable {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw unreadable(text, "no '/'");
        }
        IpAddress address;
        try {
            address = IpAddress.parse(text.substring(0, slash));
        } catch (IpAddress.Unreadable e) {
            String message = String.valueOf(e.getMessage());
            if (message.startsWith("IPv4-mapped")) {
                throw new IpAddress.Unreadable("IPv4-mapped IPv6 address \"" + text + "\" is not allowed");
            } else if (message.contains("with zone")) {
                throw unreadable(text, "IPv6 zones cannot be present in a prefix");
            }
            throw unreadable(text, message.substring(message.indexOf("ParseAddr")));
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("0|[1-9][0-9]*")) {
            throw unreadable(text, "bad bits after slash: \"" + bits + "\"");
        }
        if (bits.length() > 3 || Integer.parseInt(bits) > address.width()) {
            throw unreadable(text, "prefix length out of range");
        }
        return new IpPrefix(address, Integer.parseInt(bits));
    }

    private static IpAddress.Unreadable unreadable(String text, String why) {
        return new IpAddress.Unreadable(
                "network address parse error during conversion from string: netip.ParsePrefix(\"" + text + "\"): "
                        + why);
    }

    boolean contains(IpAddress other) {
        return other.width() == address.width() && other.masked(length).equals(address.masked(length));
    }

    boolean contains(IpPrefix other) {
        return length <= other.length && contains(other.address);
    }

    IpPrefix masked() {
        return new IpPrefix(address.masked(length), length);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
