package dev.slipway.standalone.apiserver.cel;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An address of IPv4 or IPv6, without a zone; IPv4 addresses in IPv6 are none.
 *
 * @param bits all of them, as a number
 * @param width 32 or 128
 */
record IpAddress(BigInteger bits, int width) {
    private static final int WIDTH_4 = 32;
    private static final int WIDTH_6 = 128;
    private static final int GROUPS = 8;
    private static final BigInteger MAPPED = BigInteger.valueOf(0xFFFF);

    /** What cannot be read as an address; the message says why, in Kubernetes' words. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    static IpAddress parse(String text) throws Unreadable {
        int zone = text.indexOf('%');
        IpAddress address = read(zone < 0 ? text : text.substring(0, zone), text);
        if (zone >= 0) {
            throw new Unreadable(
                    address.is6()
                            ? "IP address " + quoted(text) + " with zone value is not allowed"
                            : unreadable(text, "zones cannot be used with IPv4"));
        }
        if (address.isMapped()) {
            throw new Unreadable("IPv4-mapped IPv6 address " + quoted(text) + " is not allowed");
        }
        return address;
    }

    private static IpAddress read(String text, String whole) throws Unreadable {
        int dot = text.indexOf('.');
        int colon = text.indexOf(':');
        if (dot < 0 && colon < 0) {
            throw new Unreadable(unreadable(whole, "unable to parse IP"));
        }
        return colon < 0 || (dot >= 0 && dot < colon) ? four(text, whole) : six(text, whole);
    }

    private static IpAddress four(String text, String whole) throws Unreadable {
        BigInteger bits = BigInteger.ZERO;
        String[] fields = text.split("\\.", -1);
        for (String field : fields) {
            if (field.isEmpty()) {
                throw new Unreadable(unreadable(whole, "IPv4 field must have at least one digit"));
            } else if (!field.matches("[0-9]+")) {
                throw new Unreadable(unreadable(whole, "unexpected character"));
            } else if (field.length() > 1 && field.startsWith("0")) {
                throw new Unreadable(unreadable(whole, "IPv4 field has octet with leading zero"));
            } else if (field.length() > 3 || Integer.parseInt(field) > 255) {
                throw new Unreadable(unreadable(whole, "IPv4 field has value >255"));
            }
            bits = bits.shiftLeft(8).add(new BigInteger(field));
        }
        if (fields.length != 4) {
            throw new Unreadable(
                    unreadable(whole, fields.length < 4 ? "IPv4 address too short" : "IPv4 address too long"));
        }
        return new IpAddress(bits, WIDTH_4);
    }

    private static IpAddress six(String text, String whole) throws Unreadable {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            throw new Unreadable(unreadable(whole, "multiple :: in address"));
        }
        List<Integer> before = groups(gap < 0 ? text : text.substring(0, gap), gap < 0, whole);
        List<Integer> after = gap < 0 ? List.of() : groups(text.substring(gap + 2), true, whole);
        int missing = GROUPS - before.size() - after.size();
        if (gap < 0 && missing > 0) {
            throw new Unreadable(unreadable(whole, "address string too short"));
        } else if (missing < 0) {
            throw new Unreadable(unreadable(whole, "trailing garbage after address"));
        } else if (gap >= 0 && missing == 0) {
            throw new Unreadable(unreadable(whole, "the :: must expand to at least one field of zeros"));
        }
        List<Integer> all = new ArrayList<>(before);
        for (int i = 0; i < missing; i++) {
            all.add(0);
        }
        all.addAll(after);
        BigInteger bits = BigInteger.ZERO;
        for (int group : all) {
            bits = bits.shiftLeft(16).add(BigInteger.valueOf(group));
        }
        return new IpAddress(bits, WIDTH_6);
    }

    /** @param last whether an address of IPv4 may be the end */
    private static List<Integer> groups(String text, boolean last, String whole) throws Unreadable {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        List<String> fields = Arrays.asList(text.split(":", -1));
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            if (last && i == fields.size() - 1 && field.indexOf('.') >= 0) {
                int end = four(field, whole).bits.intValue();
                groups.add(end >>> 16);
                groups.add(end & 0xFFFF);
            } else if (field.isEmpty()) {
                throw new Unreadable(unreadable(whole, "each colon-separated field must have at least one digit"));
            } else if (!field.matches("[0-9A-Fa-f]+")) {
                throw new Unreadable(unreadable(whole, "unexpected character, want colon"));
            } else if (field.length() > 4) {
                throw new Unreadable(unreadable(whole, "each group must have 4 or less digits"));
            } else {
                groups.add(Integer.parseInt(field, 16));
            }
        }
        return groups;
    }

    private static String unreadable(String text, String why) {
        return "IP Address " + quoted(text) + " parse error during conversion from string: ParseAddr(" + quoted(text)
                + "): " + why;
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    boolean is6() {
        return width == WIDTH_6;
    }

    private boolean isMapped() {
        return is6() && bits.shiftRight(WIDTH_4).equals(MAPPED);
    }

    long family() {
        return is6() ? 6 : 4;
    }

    boolean isUnspecified() {
        return bits.signum() == 0;
    }

    boolean isLoopback() {
        return is6() ? bits.equals(BigInteger.ONE) : first(8) == 127;
    }

    boolean isLinkLocalMulticast() {
        return is6() ? first(8) == 0xFF && (first(16) & 0xF) == 2 : first(24) == 0xE00000;
    }

    boolean isLinkLocalUnicast() {
        return is6() ? first(10) == 0x3FA : first(16) == 0xA9FE;
    }

    private boolean isMulticast() {
        return is6() ? first(8) == 0xFF : first(4) == 0xE;
    }

    boolean isGlobalUnicast() {
        boolean broadcast = !is6() && bits.bitCount() == WIDTH_4;
        return !broadcast && !isUnspecified() && !isLoopback() && !isMulticast() && !isLinkLocalUnicast();
    }

    private int first(int count) {
        return bits.shiftRight(width - count).intValue();
    }

    /** Returns the address with all but the first bits zero. */
    IpAddress masked(int length) {
        return new IpAddress(bits.shiftRight(width - length).shiftLeft(width - length), width);
    }

    /** The canonical form (RFC 5952). */
    @Override
    public String toString() {
        return is6() ? sixText() : fourText();
    }

    private String fourText() {
        List<String> fields = new ArrayList<>();
        for (int i = 3; i >= 0; i--) {
            fields.add(Integer.toString(bits.shiftRight(8 * i).intValue() & 0xFF));
        }
        return String.join(".", fields);
    }

    private String sixText() {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = bits.shiftRight(16 * (GROUPS - 1 - i)).intValue() & 0xFFFF;
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && groups[i + length] == 0) {
                length++;
            }
            if (length > longest) {
                start = i;
                longest = length;
            }
        }
        if (start < 0) {
            return joined(groups, 0, GROUPS);
        }
        return joined(groups, 0, start) + "::" + joined(groups, start + longest, GROUPS);
    }

    private static String joined(int[] groups, int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add(Integer.toHexString(groups[i]));
        }
        return String.join(":", texts);
    }
}
