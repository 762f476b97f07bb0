package dev.slipway.nodeagent.dhcp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message of a DHCP client (RFC 2131 §2).
 *
 * @param type what it wants
 * @param transaction its number, four bytes
 * @param flags the broadcast flag and reserved bits
 * @param clientAddress {@code ciaddr}: the address it already uses, {@code 0.0.0.0} if none
 * @param relay {@code giaddr}
 * @param mac hardware address, lower case with colons
 * @param requested option 50
 * @param server option 54
 * @param largest longest message that it takes, bytes with headers
 */
public record DhcpRequest(
        Type type,
        int transaction,
        short flags,
        int clientAddress,
        int relay,
        String mac,
        Optional<Integer> requested,
        Optional<Integer> server,
        int largest) {
    /** What a client can want, RFC 2132 §9.6. */
    public enum Type {
        DISCOVER(1),
        REQUEST(3),
        DECLINE(4),
        RELEASE(7),
        INFORM(8);

        private final int code;

        Type(int code) {
            this.code = code;
        }
    }

    static final int MAGIC = 0x63825363;
    private static final int FIXED = 236;

    /** RFC 2131 §2: every client takes this much. */
    private static final int SMALLEST = 576;

    private static final int ETHERNET = 1;

    /**
     * Reads a datagram.
     *
     * @return empty if it is no message of a client on Ethernet that this server knows
     */
    public static Optional<DhcpRequest> parse(byte[] datagram) {
        if (datagram.length < FIXED + 4) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(datagram);
        boolean fromClient = in.get(0) == 1 && in.get(1) == ETHERNET && in.get(2) == 6;
        if (!fromClient || in.getInt(FIXED) != MAGIC) {
            return Optional.empty();
        }
        Map<Integer, byte[]> options = options(in.position(FIXED + 4));
        return type(options)
                .map(type -> new DhcpRequest(
                        type,
                        in.getInt(4),
                        in.getShort(10),
                        in.getInt(12),
                        in.getInt(24),
                        HexFormat.ofDelimiter(":").formatHex(datagram, 28, 34),
                        address(options.get(50)),
                        address(options.get(54)),
                        largest(options.get(57))));
    }

    private static Optional<Type> type(Map<Integer, byte[]> options) {
        byte[] value = options.get(53);
        if (value == null || value.length != 1) {
            return Optional.empty();
        }
        for (Type type : Type.values()) {
            if (type.code == value[0]) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Reads options up to the end mark; one that is cut off is left out, one that comes in parts is joined (RFC 3396). */
    private static Map<Integer, byte[]> options(ByteBuffer in) {
        var parts = new HashMap<Integer, ByteArrayOutputStream>();
        while (in.hasRemaining()) {
            int code = in.get() & 0xff;
            if (code == 0) {
                continue;
            }
            if (code == 255 || !in.hasRemaining()) {
                break;
            }
            int length = in.get() & 0xff;
            if (length > in.remaining()) {
                break;
            }
            byte[] value = new byte[length];
            in.get(value);
            parts.computeIfAbsent(code, ignored -> new ByteArrayOutputStream()).writeBytes(value);
        }
        var options = new HashMap<Integer, byte[]>();
        parts.forEach((code, bytes) -> options.put(code, bytes.toByteArray()));
        return options;
    }

    private static Optional<Integer> address(byte @Nullable [] value) {
        return value == null || value.length != 4
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(value).getInt());
    }

    private static int largest(byte @Nullable [] value) {
        return value == null || value.length != 2
                ? SMALLEST
                : Math.max(SMALLEST, ByteBuffer.wrap(value).getShort() & 0xffff);
    }
}
