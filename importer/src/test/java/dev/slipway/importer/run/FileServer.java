package dev.slipway.importer.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A little HTTP server on loopback whose faults can be chosen. */
public final class FileServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Path file;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private volatile Behaviour behaviour = new Behaviour();

    /** What a request said. */
    public record Request(int number, String path, Map<String, String> fields) {}

    /** What the server does; change a copy and give it to {@link #behave}. */
    public static final class Behaviour implements Cloneable {
        public boolean ranges = true;
        public boolean length = true;
        public boolean chunked;
        public String etag = "\"one\"";
        public int etagChangesAtRequest = Integer.MAX_VALUE;
        public int status;
        public int statusUntilRequest = Integer.MAX_VALUE;
        public String location = "";
        public String authorization = "";
        public long cutAfterBytes = Long.MAX_VALUE;
        public int cutUntilRequest = Integer.MAX_VALUE;
        public int pauseMillisPerMib;

        public static Behaviour sound() {
            return new Behaviour();
        }
    }

    public FileServer(Path file) throws IOException {
        this.file = file;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public FileServer behave(Behaviour behaviour) {
        this.behaviour = behaviour;
        return this;
    }

    public String url(String name) {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/" + name;
    }

    public List<Request> requests() {
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
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Map<String, String> fields = new TreeMap<>();
                for (String field = in.readLine(); field != null && !field.isEmpty(); field = in.readLine()) {
                    int colon = field.indexOf(':');
                    fields.put(
                            field.substring(0, colon).toLowerCase(Locale.ROOT),
                            field.substring(colon + 1).strip());
                }
                Request request = new Request(number.incrementAndGet(), line.split(" ")[1], fields);
                requests.add(request);
                if (!answer(request, client.getOutputStream())) {
                    return;
                }
            }
        } catch (IOException e) {
            // the client went away, or close() took the socket: both are what tests do
        } finally {
            open.remove(client);
        }
    }

    private boolean answer(Request request, OutputStream out) throws IOException {
        Behaviour now = behaviour;
        if (!now.location.isEmpty() && !request.path().startsWith("/moved")) {
            head(out, "302 Found", "Location: " + now.location, "Content-Length: 0");
            return true;
        }
        if (now.status != 0 && request.number() < now.statusUntilRequest) {
            head(out, now.status + " Chosen", "Content-Length: 0");
            return true;
        }
        if (!now.authorization.equals(request.fields().getOrDefault("authorization", ""))) {
            head(out, "401 Unauthorized", "Content-Length: 0");
            return true;
        }
        return send(request, now, out);
    }

    private boolean send(Request request, Behaviour now, OutputStream out) throws IOException {
        String etag = request.number() < now.etagChangesAtRequest ? now.etag : "\"other\"";
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long from = 0;
            long to = size - 1;
            String status = "200 OK";
            String contentRange = "X-Test: none";
            String range = request.fields().get("range");
            String condition = request.fields().getOrDefault("if-range", etag);
            if (now.ranges && range != null && condition.equals(etag) && size > 0) {
                String[] bounds = range.substring("bytes=".length()).split("-");
                from = Long.parseLong(bounds[0]);
                to = Math.min(to, Long.parseLong(bounds[1]));
                status = "206 Partial Content";
                contentRange = "Content-Range: bytes " + from + "-" + to + "/" + size;
            }
            String framing = now.chunked
                    ? "Transfer-Encoding: chunked"
                    : now.length ? "Content-Length: " + (to - from + 1) : "Connection: close";
            head(out, status, etag.isEmpty() ? "X-Test: untagged" : "ETag: " + etag, contentRange, framing);
            boolean cut = body(channel, from, to + 1, request, now, out);
            return !cut && (now.chunked || now.length);
        }
    }

    private static boolean body(
            FileChannel channel, long from, long to, Request request, Behaviour now, OutputStream out)
            throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        for (long at = from; at < to; ) {
            piece.clear().limit((int) Math.min(piece.capacity(), to - at));
            channel.read(piece, at);
            int count = piece.position();
            long left = now.cutAfterBytes - (at - from);
            boolean cut = request.number() < now.cutUntilRequest && count > left;
            int sent = cut ? (int) Math.max(0, left) : count;
            if (now.chunked) {
                out.write((Integer.toHexString(count) + ";x=y\r\n").getBytes(ISO_8859_1));
            }
            out.write(piece.array(), 0, sent);
            if (cut) {
                return true;
            }
            if (now.chunked) {
                out.write("\r\n".getBytes(ISO_8859_1));
            }
            at += count;
            pause(now.pauseMillisPerMib);
        }
        if (now.chunked) {
            out.write("0\r\nX-Trailer: yes\r\n\r\n".getBytes(ISO_8859_1));
        }
        return false;
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void head(OutputStream out, String status, String... fields) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n").getBytes(ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
