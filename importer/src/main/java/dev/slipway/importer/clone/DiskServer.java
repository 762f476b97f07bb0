package dev.slipway.importer.clone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import dev.slipway.importer.http.MutualTls;
import dev.slipway.importer.http.PodServer;
import dev.slipway.importer.http.RangedFile;
import dev.slipway.importer.run.Log;
import dev.slipway.importer.run.Termination;
import dev.slipway.importer.run.WorkPlace;
import dev.slipway.importer.source.DataMap;
import dev.slipway.importer.source.DiskState;
import dev.slipway.importer.source.RemoteDisk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Serves the disk of one claim to the one Pod that clones it: ranges of its bytes, and where it has data. Only who has a
 * certificate of this clone's own authority is let in.
 */
public final class DiskServer implements AutoCloseable {
    /** Port that the cloning Pod connects to (docs/contracts.md §5). */
    public static final int PORT = 8443;

    private final PodServer server;
    private final Path disk;

    /** Stands for the state of a device, which does not say whether it was written to. */
    private final String started = "\"device-" + UUID.randomUUID() + "\"";

    private DiskServer(InetSocketAddress address, HttpsConfigurator tls, Path disk) throws IOException {
        this.disk = disk;
        this.server = PodServer.start(address, tls, this::handle);
    }

    /** Serves until the Pod is ended, which is all the end there is. */
    public static Termination.Succeeded serve(String claim, WorkPlace place) throws IOException, InterruptedException {
        Path disk = Clone.existing(place, claim);
        InetSocketAddress address =
                place.address().isEmpty() ? new InetSocketAddress(PORT) : new InetSocketAddress(place.address(), PORT);
        try (DiskServer server = start(address, new MutualTls(place.tls()).context(), disk)) {
            Log.line("serving " + claim + " on port " + server.port());
            new CountDownLatch(1).await();
            return new Termination.Succeeded("raw", DiskState.of(disk).length());
        }
    }

    static DiskServer start(InetSocketAddress address, SSLContext tls, Path disk) throws IOException {
        HttpsConfigurator onlyItsOwn = new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = tls.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        };
        return new DiskServer(address, onlyItsOwn, disk);
    }

    int port() {
        return server.port();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                refuse(exchange, 405, "This server takes GET.");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case RemoteDisk.DISK -> disk(exchange);
                case RemoteDisk.MAP -> map(exchange);
                default -> refuse(exchange, 404, "There is no such path; the disk is at " + RemoteDisk.DISK + ".");
            }
        }
    }

    private void map(HttpExchange exchange) throws IOException {
        byte[] bytes = DataMap.of(disk, DiskState.of(disk).length()).encoded().array();
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void disk(HttpExchange exchange) throws IOException {
        DiskState state = DiskState.of(disk);
        new RangedFile(disk, state.length(), state.etag().orElse(started)).answer(exchange);
    }

    private static void refuse(HttpExchange exchange, int status, String sentence) throws IOException {
        byte[] text = (sentence + "\n").getBytes(UTF_8);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
    }

    @Override
    public void close() {
        server.close();
    }
}
