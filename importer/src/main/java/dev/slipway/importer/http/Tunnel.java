package dev.slipway.importer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;

/** The way through a proxy to a server with TLS, which the proxy only passes on (RFC 9110 §9.3.6). */
final class Tunnel {
    private static final int LONGEST_HEAD = 64 << 10;

    private Tunnel() {}

    /** Asks the proxy at the other end of a connection to let us through; then the connection is to the target. */
    static void open(Socket socket, Proxy proxy, HttpTarget target) throws IOException {
        String authority = target.authority();
        StringBuilder request = new StringBuilder("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n");
        request.append("User-Agent: slipway-importer\r\n");
        proxy.authorization()
                .ifPresent(value ->
                        request.append("Proxy-Authorization: ").append(value).append("\r\n"));
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        int status = status(socket.getInputStream());
        if (status / 100 != 2) {
            throw refused(proxy, target, status);
        }
    }

    /** Returns why a proxy did not do what it was asked. */
    static IOException refused(Proxy proxy, HttpTarget target, int status) {
        boolean passing = status >= 500 || status == 408 || status == 425 || status == 429;
        return passing
                ? new IOException("the proxy " + proxy.name() + " answers " + status)
                : new ImportFailure(new SourceProblem.ProxyRefused(proxy.name(), target.url(), status));
    }

    /** What follows the head is the target's, so that no byte beyond it may be read. */
    private static int status(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 2) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the proxy closed the connection before its reply was complete");
            }
            head.write(next);
            if (head.size() > LONGEST_HEAD) {
                throw new ProtocolException("the head of the proxy's reply is longer than " + LONGEST_HEAD + " bytes");
            }
            matched = next == '\n' ? matched + 1 : next == '\r' ? matched : 0;
        }
        try {
            return ResponseHead.parse(head.toByteArray(), head.size()).status();
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("the proxy: " + e.getMessage());
        }
    }
}
