package dev.slipway.importer.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.problem.VolumeProblem;
import dev.slipway.importer.run.Filling;
import dev.slipway.importer.run.Reporter;
import dev.slipway.importer.run.Termination;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Takes one disk, or the archive of a volume for files, over HTTPS: {@code POST …/upload}, {@code …/upload-async} and their form variants as CDI has them, and
 * {@code PATCH …/upload-resumable}, which continues after a cut.
 */
final class UploadServer implements AutoCloseable {
    /** Most bytes and longest time for which a refused body is still read, so that the client gets to see the answer. */
    private static final long DRAIN_BYTES = 1L << 30;

    private static final long DRAIN_NANOS = 30_000_000_000L;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Filling filling;
    private final Reporter reporter;
    private final CompletableFuture<Termination.Succeeded> done = new CompletableFuture<>();
    private final ReentrantLock receiving = new ReentrantLock();
    private volatile @Nullable UploadSession session;
    private volatile @Nullable Thread sender;

    private UploadServer(HttpsServer server, Filling filling, Reporter reporter) {
        this.server = server;
        this.filling = filling;
        this.reporter = reporter;
    }

    /** Starts to listen; only clients with a certificate of the authority are let in. */
    static UploadServer start(InetSocketAddress address, SSLContext tls, Filling filling, Reporter reporter)
            throws IOException {
        HttpsServer https = HttpsServer.create(address, 16);
        https.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = tls.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        UploadServer server = new UploadServer(https, filling, reporter);
        https.setExecutor(server.threads);
        https.createContext("/", server::handle);
        https.start();
        return server;
    }

    /** Returns the port that is listened on. */
    int port() {
        return server.getAddress().getPort();
    }

    /** Waits until a disk is complete and its client knows. */
    Termination.Succeeded await() throws InterruptedException {
        try {
            return done.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("the upload only succeeds, or goes on", e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            UploadReply reply = reply(exchange);
            reply.problem().ifPresent(reporter::failed);
            send(exchange, reply);
            reply.succeeded().ifPresent(done::complete);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // another request took this one's place, or the server ends
        }
    }

    private UploadReply reply(HttpExchange exchange) throws IOException, InterruptedException {
        String method = exchange.getRequestMethod();
        String name = exchange.getRequestURI().getPath().replaceFirst("^/v1(beta1|alpha1)/", "");
        return switch (name) {
            case "upload", "upload-async", "upload-form", "upload-form-async" ->
                switch (method) {
                    case "POST", "PUT" -> whole(exchange, name.contains("form"));
                    case "HEAD" -> UploadReply.ok();
                    default -> UploadReply.wrongMethod("POST, PUT, HEAD");
                };
            case "upload-resumable" ->
                switch (method) {
                    case "PATCH" -> part(exchange);
                    case "HEAD" -> state();
                    default -> UploadReply.wrongMethod("PATCH, HEAD");
                };
            case "healthz" -> UploadReply.ok();
            default -> UploadReply.notFound();
        };
    }

    /** Takes a disk that comes in one request. */
    private UploadReply whole(HttpExchange exchange, boolean form) throws IOException, InterruptedException {
        if (!receiving.tryLock()) {
            return UploadReply.busy();
        }
        try {
            if (session != null) {
                return UploadReply.busy();
            }
            OptionalLong length = form ? OptionalLong.empty() : length(exchange, "Content-Length");
            Optional<ImportProblem> tooLarge = tooLarge(length);
            if (tooLarge.isPresent()) {
                return UploadReply.failed(tooLarge.get());
            }
            reporter.goingOn();
            return receive(exchange, form, UploadSession.start(filling, reporter, length));
        } finally {
            receiving.unlock();
        }
    }

    private UploadReply receive(HttpExchange exchange, boolean form, UploadSession upload)
            throws IOException, InterruptedException {
        Optional<Intake> intake = upload.intake();
        try {
            if (intake.isPresent()) {
                intake.get().append(form ? formFile(exchange) : exchange.getRequestBody());
                intake.get().complete();
            }
        } catch (IOException e) {
            if (!intake.orElseThrow().closed()) {
                upload.cut();
                if (form && upload.received() == 0) {
                    return UploadReply.badRequest(String.valueOf(e.getMessage()));
                }
            }
        }
        return UploadReply.of(upload.await());
    }

    private static InputStream formFile(HttpExchange exchange) throws IOException {
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        String boundary = FormFile.boundary(type)
                .orElseThrow(() -> new IOException("the Content-Type is not multipart/form-data with a boundary"));
        return FormFile.open(exchange.getRequestBody(), boundary);
    }

    /** Takes the next part of a disk that may come in several requests. */
    private UploadReply part(HttpExchange exchange) throws IOException, InterruptedException {
        OptionalLong offset = length(exchange, "Upload-Offset");
        OptionalLong total = length(exchange, "Upload-Length");
        if (offset.isEmpty() || total.isEmpty()) {
            return UploadReply.badRequest("a PATCH needs the headers Upload-Offset and Upload-Length, both in bytes");
        }
        Thread before = sender;
        if (before != null && receiving.isLocked()) {
            before.interrupt(); // a client that comes again has given up its older connection
        }
        if (!receiving.tryLock(30, java.util.concurrent.TimeUnit.SECONDS)) {
            return UploadReply.busy();
        }
        sender = Thread.currentThread();
        try {
            return partAlone(exchange, offset.getAsLong(), total);
        } finally {
            sender = null;
            receiving.unlock();
        }
    }

    private UploadReply partAlone(HttpExchange exchange, long offset, OptionalLong total)
            throws IOException, InterruptedException {
        UploadSession upload = session;
        long expected = upload == null ? 0 : upload.received();
        if (offset != expected || (upload != null && !upload.length().equals(total))) {
            return UploadReply.conflict(expected);
        }
        if (upload == null) {
            Optional<ImportProblem> tooLarge = tooLarge(total);
            if (tooLarge.isPresent()) {
                return UploadReply.failed(tooLarge.get());
            }
            upload = UploadSession.start(filling, reporter, total);
            session = upload;
        }
        reporter.goingOn();
        Optional<Intake> intake = upload.intake();
        try {
            if (intake.isPresent()) {
                intake.get().append(new LimitedBody(exchange.getRequestBody(), total.getAsLong() - offset));
            }
        } catch (LimitedBody.Exceeded e) {
            session = null;
            upload.cut();
            return UploadReply.badRequest("more than the " + total.getAsLong() + " bytes of Upload-Length were sent");
        } catch (IOException e) {
            if (!intake.orElseThrow().closed()) {
                // the bytes that came stay, and the next PATCH goes on behind them
                reporter.interrupted(new SourceProblem.UploadCut(new Bytes(upload.received())));
                throw e;
            }
        }
        return afterPart(upload, total.getAsLong());
    }

    private UploadReply afterPart(UploadSession upload, long total) throws InterruptedException {
        Optional<Intake> intake = upload.intake();
        if (intake.isPresent() && !intake.get().closed()) {
            if (upload.received() < total) {
                return UploadReply.more(upload.received());
            }
            intake.get().complete();
        }
        session = null;
        return UploadReply.of(upload.await());
    }

    private UploadReply state() {
        UploadSession upload = session;
        return UploadReply.state(
                upload == null ? 0 : upload.received(), upload == null ? OptionalLong.empty() : upload.length());
    }

    private Optional<ImportProblem> tooLarge(OptionalLong length) {
        Bytes most = UploadSession.mostFor(filling.size());
        return length.isPresent() && length.getAsLong() > most.count()
                ? Optional.of(new VolumeProblem.UploadTooLarge(new Bytes(length.getAsLong()), filling.size()))
                : Optional.empty();
    }

    private static OptionalLong length(HttpExchange exchange, String header) {
        String text = exchange.getRequestHeaders().getFirst(header);
        return text != null && text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static void send(HttpExchange exchange, UploadReply reply) throws IOException {
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] text = reply.text().getBytes(UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), head || text.length == 0 ? -1 : text.length);
        if (!head) {
            exchange.getResponseBody().write(text);
            exchange.getResponseBody().flush();
        }
        if (reply.status() >= 400) {
            drain(exchange.getRequestBody());
        }
    }

    private static void drain(InputStream body) {
        byte[] bytes = new byte[64 << 10];
        long deadline = System.nanoTime() + DRAIN_NANOS;
        long left = DRAIN_BYTES;
        try {
            while (left > 0 && System.nanoTime() < deadline) {
                int count = body.read(bytes);
                if (count < 0) {
                    return;
                }
                left -= count;
            }
        } catch (IOException e) {
            // the client has its answer and went away
        }
    }

    @Override
    public void close() {
        server.stop(2);
        threads.shutdownNow();
    }
}
