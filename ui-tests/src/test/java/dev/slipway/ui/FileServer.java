package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** An HTTP server on one address of this machine, as an image site or as something that guests want to reach. */
final class FileServer implements AutoCloseable {
    private final HttpServer server;

    private FileServer(HttpServer server) {
        this.server = server;
    }

    static FileServer onLoopback() throws IOException {
        return on(InetAddress.getLoopbackAddress());
    }

    static FileServer on(InetAddress address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.start();
        return new FileServer(server);
    }

    /** Offers {@code file} as {@code /name} and returns its URL. */
    String offer(String name, Path file) {
        server.createContext("/" + name, exchange -> {
            boolean body = exchange.getRequestMethod().equals("GET");
            exchange.sendResponseHeaders(200, body ? Files.size(file) : -1);
            if (body) {
                Files.copy(file, exchange.getResponseBody());
            }
            exchange.close();
        });
        return url(name);
    }

    /** Offers {@code text} as {@code /name} and returns its URL. */
    String offer(String name, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        server.createContext("/" + name, exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        return url(name);
    }

    private String url(String name) {
        InetSocketAddress address = server.getAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/" + name;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
