package dev.slipway.importer.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A little proxy on loopback, for names that only it knows: passes GETs on, and CONNECTs through. */
final class ProxyServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String password = "";

    ProxyServer() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    /** Leads a name to a port on loopback. */
    void knows(String host, int port) {
        ports.put(host, port);
    }

    /** Asks for this value of {@code Proxy-Authorization} from now on. */
    void demand(String authorization) {
        password = authorization;
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Returns the first lines of all requests. */
    List<String> requests() {
        return requests;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            while (true) {
                List<String> head = head(client.getInputStream());
                if (head.isEmpty()) {
                    return;
                }
                String[] line = head.getFirst().split(" ");
                requests.add(head.getFirst());
                OutputStream out = client.getOutputStream();
                boolean admitted = password.isEmpty() || head.contains("Proxy-Authorization: " + password);
                URI target = URI.create(line[0].equals("CONNECT") ? "https://" + line[1] : line[1]);
                Integer port = target.getHost() == null ? null : ports.get(target.getHost());
                if (!admitted || port == null) {
                    String status = admitted ? "403 Forbidden" : "407 Proxy Authentication Required";
                    out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(ISO_8859_1));
                } else if (line[0].equals("CONNECT")) {
                    out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(ISO_8859_1));
                    pass(client, port);
                    return;
                } else {
                    fetch(head, target, port, out);
                }
            }
        } catch (IOException e) {
            // the client went away, or close() took the socket: both are what tests do
        } finally {
            open.remove(client);
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return List.of();
            }
            bytes.write(next);
        }
        return bytes.toString(ISO_8859_1).strip().lines().toList();
    }

    /** One connection to the server for each GET; its reply passes as it is. */
    private static void fetch(List<String> head, URI target, int port, OutputStream out) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            StringBuilder request = new StringBuilder("GET " + target.getRawPath() + " HTTP/1.1\r\n");
            head.stream()
                    .skip(1)
                    .filter(line -> !line.startsWith("Proxy-"))
                    .forEach(line -> request.append(line).append("\r\n"));
            server.getOutputStream().write(request.append("\r\n").toString().getBytes(ISO_8859_1));
            List<String> reply = head(server.getInputStream());
            out.write((String.join("\r\n", reply) + "\r\n\r\n").getBytes(ISO_8859_1));
            long left = reply.stream()
                    .filter(line -> line.startsWith("Content-Length: "))
                    .mapToLong(line -> Long.parseLong(line.substring(16)))
                    .findFirst()
                    .orElseThrow();
            byte[] piece = new byte[64 << 10];
            while (left > 0) {
                int count = server.getInputStream().read(piece, 0, (int) Math.min(piece.length, left));
                out.write(piece, 0, count);
                left -= count;
            }
        }
    }

    private void pass(Socket client, int port) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.add(server);
            Thread.ofVirtual().start(() -> {
                try {
                    client.getInputStream().transferTo(server.getOutputStream());
                } catch (IOException e) {
                    // one of both went away
                }
            });
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
