package dev.slipway.importer.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The HTTPS server of a Pod; each request has a virtual thread of its own. */
public final class PodServer implements AutoCloseable {
    private static final int WAITING = 64;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private PodServer(HttpsServer server) {
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param tls its certificate, and whom it lets in
     * @param handler answers each request, whatever its path
     */
    public static PodServer start(InetSocketAddress address, HttpsConfigurator tls, HttpHandler handler)
            throws IOException {
        HttpsServer https = HttpsServer.create(address, WAITING);
        PodServer server = new PodServer(https);
        https.setHttpsConfigurator(tls);
        https.setExecutor(server.threads);
        https.createContext("/", handler);
        https.start();
        return server;
    }

    /** Returns the port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
