package dev.slipway.nodeagent.dhcp;

import dev.slipway.machine.network.DhcpLease;
import dev.slipway.machine.network.PodLink;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What the server answers. */
final class DhcpAnswer {
    private static final int OFFER = 2;
    private static final int ACK = 5;
    private static final int NAK = 6;

    /** IP and UDP headers, which a client counts in its largest message. */
    private static final int HEADERS = 28;

    /** BOOTP's smallest message, RFC 951; some clients still drop what is shorter. */
    private static final int SMALLEST = 300;

    private DhcpAnswer() {}

    /** Answers the guest of the lease; anybody else on the wire gets no answer, they have servers of their own. */
    static Optional<byte[]> of(DhcpLease lease, DhcpRequest request) {
        if (!lease.mac().equals(request.mac()) || request.relay() != 0) {
            return Optional.empty();
        }
        int mine = address(lease.server());
        int leased = address(lease.address().address());
        return switch (request.type()) {
            case DISCOVER -> Optional.of(message(lease, request, OFFER, leased));
            case REQUEST -> {
                if (request.server().isPresent() && request.server().get() != mine) {
                    yield Optional.empty();
                }
                int wanted = request.requested().orElse(request.clientAddress());
                yield Optional.of(wanted == leased ? message(lease, request, ACK, leased) : refusal(lease, request));
            }
            case INFORM -> Optional.of(message(lease, request, ACK, 0));
            case DECLINE, RELEASE -> Optional.empty();
        };
    }

    private static byte[] refusal(DhcpLease lease, DhcpRequest request) {
        var out = new Options(request.largest() - HEADERS);
        out.add(53, new byte[] {NAK});
        out.add(54, bytes(lease.server()));
        return assemble(request, 0, out);
    }

    private static byte[] message(DhcpLease lease, DhcpRequest request, int type, int address) {
        var out = new Options(request.largest() - HEADERS);
        out.add(53, new byte[] {(byte) type});
        out.add(54, bytes(lease.server()));
        if (address != 0) {
            out.add(51, ByteBuffer.allocate(4).putInt((int) DhcpLease.SECONDS).array());
        }
        int mask =
                lease.address().length() == 0 ? 0 : -1 << (32 - lease.address().length());
        out.add(1, ByteBuffer.allocate(4).putInt(mask).array());
        lease.gateway().ifPresent(gateway -> out.add(3, bytes(gateway)));
        out.add(6, addresses(lease.dns().servers()));
        out.add(26, ByteBuffer.allocate(2).putShort((short) lease.mtu()).array());
        out.add(12, lease.hostname().getBytes(StandardCharsets.US_ASCII));
        lease.dns().searchDomains().stream()
                .findFirst()
                .ifPresent(domain -> out.add(15, domain.getBytes(StandardCharsets.US_ASCII)));
        if (lease.routes().stream().anyMatch(route -> !route.isDefault())) {
            out.add(121, routes(lease.routes()));
        }
        out.add(119, search(lease.dns().searchDomains()));
        out.add(42, addresses(lease.ntpServers()));
        lease.tftpServerName().ifPresent(name -> out.add(66, name.getBytes(StandardCharsets.US_ASCII)));
        lease.bootFileName().ifPresent(name -> out.add(67, name.getBytes(StandardCharsets.US_ASCII)));
        lease.privateOptions().forEach((code, value) -> out.add(code, value.getBytes(StandardCharsets.UTF_8)));
        return assemble(request, address, out);
    }

    private static byte[] assemble(DhcpRequest request, int address, Options options) {
        byte[] tail = options.bytes();
        ByteBuffer out = ByteBuffer.allocate(Math.max(SMALLEST, 240 + tail.length + 1));
        out.put((byte) 2).put((byte) 1).put((byte) 6).put((byte) 0);
        out.putInt(request.transaction()).putShort((short) 0).putShort(request.flags());
        out.putInt(request.clientAddress()).putInt(address).putInt(0).putInt(0);
        String[] mac = request.mac().split(":", -1);
        for (String pair : mac) {
            out.put((byte) Integer.parseInt(pair, 16));
        }
        out.position(236);
        out.putInt(DhcpRequest.MAGIC).put(tail).put((byte) 255);
        return out.array();
    }

    /** Classless routes, RFC 3442; clients that know them ignore option 3, so the default route is among them. */
    private static byte[] routes(List<PodLink.Route> routes) {
        var out = new ByteArrayOutputStream();
        for (PodLink.Route route : routes) {
            int length = route.destination().length();
            out.write(length);
            out.write(bytes(route.destination().address()), 0, (length + 7) / 8);
            out.writeBytes(bytes(route.gateway()));
        }
        return out.toByteArray();
    }

    /** Search domains in DNS form, RFC 3397, without compression; labels that DNS does not allow are left out. */
    private static byte[] search(List<String> domains) {
        var out = new ByteArrayOutputStream();
        for (String domain : domains) {
            if (!domain.matches("([A-Za-z0-9_-]{1,63}\\.)*[A-Za-z0-9_-]{1,63}\\.?")) {
                continue;
            }
            for (String label : domain.replaceFirst("\\.$", "").split("\\.")) {
                byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
                out.write(bytes.length);
                out.writeBytes(bytes);
            }
            out.write(0);
        }
        return out.toByteArray();
    }

    private static byte[] addresses(List<String> addresses) {
        var out = new ByteArrayOutputStream();
        addresses.stream()
                .filter(address -> address.matches("\\d{1,3}(\\.\\d{1,3}){3}"))
                .forEach(address -> out.writeBytes(bytes(address)));
        return out.toByteArray();
    }

    private static byte[] bytes(String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }

    private static int address(String text) {
        return ByteBuffer.wrap(bytes(text)).getInt();
    }

    /** Options in the order of their weight; what does not fit into the client's largest message is left out. */
    private static final class Options {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final int room;

        Options(int largestMessage) {
            this.room = largestMessage - 241;
        }

        void add(int code, byte[] value) {
            int parts = (value.length + 254) / 255;
            if (value.length == 0 || out.size() + value.length + 2 * parts > room) {
                return;
            }
            for (int start = 0; start < value.length; start += 255) {
                int length = Math.min(255, value.length - start);
                out.write(code);
                out.write(length);
                out.write(value, start, length);
            }
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
