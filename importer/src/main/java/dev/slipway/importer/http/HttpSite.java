package dev.slipway.importer.http;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The server behind a URL, found through checked redirects.
 *
 * <p>Every name is looked up once per connection and the connection goes to the very address that was checked, so that a
 * name cannot mean one thing to the check and another to the connection. Thread-safe.
 */
public final class HttpSite {
    private static final int MOST_REDIRECTS = 10;
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

    private final HttpRequest request;
    private final @Nullable Referrer referrer;
    private volatile HttpTarget current;
    private volatile AddressRule.@Nullable Kind originalKind;
    private volatile @Nullable String challenge;

    public HttpSite(HttpRequest request) {
        this(request, null);
    }

    /** Makes a site that another one named. */
    HttpSite(HttpRequest request, @Nullable Referrer referrer) {
        this.request = request;
        this.referrer = referrer;
        this.current = request.target();
        this.originalKind = referrer == null ? null : referrer.kind();
    }

    /**
     * Who named a site.
     *
     * @param target its URL
     * @param kind what kind of place it is
     */
    record Referrer(HttpTarget target, AddressRule.Kind kind) {}

    /** Returns a site that this one named in its reply, and to which it may lead only where it might have redirected. */
    public HttpSite named(HttpRequest other) {
        AddressRule.Kind kind = originalKind;
        if (kind == null) {
            throw new IllegalStateException("a site that was not reached names none");
        }
        return new HttpSite(other, new Referrer(request.target(), kind));
    }

    /** A reply whose body is still to be read; whoever has it closes it. */
    public static final class Reply implements Closeable {
        private final HttpConnection connection;
        private final HttpTarget target;
        private ResponseHead head;

        private Reply(HttpConnection connection, HttpTarget target, ResponseHead head) {
            this.connection = connection;
            this.target = target;
            this.head = head;
        }

        public ResponseHead head() {
            return head;
        }

        /** Reads some bytes of the body; returns -1 at its end. */
        public int read(java.nio.ByteBuffer into) throws IOException {
            return connection.read(into);
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    /** Returns the URL as the admin gave it. */
    public String url() {
        return request.target().url();
    }

    /** Returns the target that the admin gave. */
    public HttpTarget target() {
        return request.target();
    }

    /** Returns where redirects have led so far. */
    public HttpTarget reached() {
        return current;
    }

    /**
     * Returns how the server wants to be told who asks, once it has refused to answer for that reason. What a redirect led to
     * is not asked: credentials are for the URL's own origin.
     */
    public Optional<String> challenge() {
        return Optional.ofNullable(challenge).filter(_ -> current.sameOrigin(request.target()));
    }

    /**
     * Sends a GET and returns its reply with status 200 or 206.
     *
     * @param fields further header fields, such as {@code Range}
     * @param previous a reply whose connection is used again if it is idle, else closed
     * @throws ImportFailure if trying again cannot help; any other {@link IOException} is passing
     */
    public Reply get(Map<String, String> fields, @Nullable Reply previous) throws IOException {
        try {
            return attempt(fields, previous);
        } catch (ProtocolException e) {
            throw new ImportFailure(new SourceProblem.ProtocolViolation(url(), String.valueOf(e.getMessage())), e);
        } catch (SSLException e) {
            if (hasCause(e, CertificateException.class)) {
                throw new ImportFailure(new SourceProblem.CertificateRefused(url(), rootMessage(e)), e);
            }
            throw e;
        }
    }

    private Reply attempt(Map<String, String> fields, @Nullable Reply previous) throws IOException {
        HttpTarget begun = current;
        Reply reply = previous;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            reply = exchange(current, fields, reply);
            int status = reply.head().status();
            if (REDIRECTS.contains(status)) {
                current = redirect(reply);
                reply.close();
                reply = null;
            } else if (status == 200 || status == 206) {
                return reply;
            } else {
                challenge = reply.head().field("www-authenticate").orElse(null);
                reply.close();
                if (status / 100 == 4 && !begun.equals(request.target())) {
                    begun = request.target(); // what the redirect once named may have expired; ask the URL itself again
                    current = begun;
                    reply = null;
                } else {
                    throw refused(status, current);
                }
            }
        }
        throw new ImportFailure(new SourceProblem.RedirectRefused(
                url(), current.url(), "is the end of more than " + MOST_REDIRECTS + " redirects"));
    }

    private IOException refused(int status, HttpTarget target) {
        Optional<Proxy> proxy = request.proxies().of(target);
        if (status == 407 && proxy.isPresent()) {
            return Tunnel.refused(proxy.get(), target, status);
        }
        boolean passing = status >= 500 || status == 408 || status == 425 || status == 429;
        if (passing) {
            return new IOException("the server answers " + status);
        }
        return new ImportFailure(
                switch (status) {
                    case 404, 410 -> new SourceProblem.NotFound(url(), status);
                    case 401, 403, 407 -> new SourceProblem.Unauthorized(url(), status, request.hasCredentials());
                    case 416 -> new SourceProblem.SourceChanged(url(), "it became shorter");
                    default -> new SourceProblem.HttpRefused(url(), status);
                });
    }

    private Reply exchange(HttpTarget target, Map<String, String> fields, @Nullable Reply previous) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("User-Agent", "slipway-importer");
        all.put("Accept", "*/*");
        all.put("Accept-Encoding", "identity");
        if (target.sameOrigin(request.target())) {
            all.putAll(request.fields());
            all.putAll(request.introduction().fields(target));
        }
        all.putAll(fields);
        if (previous != null) {
            if (previous.connection.idle() && previous.target.sameOrigin(target)) {
                previous.head = previous.connection.get(target, all);
                return previous;
            }
            previous.close();
        }
        HttpConnection connection = connect(target);
        try {
            return new Reply(connection, target, connection.get(target, all));
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private HttpTarget redirect(Reply reply) throws ImportFailure {
        String location = reply.head()
                .field("location")
                .orElseThrow(() -> new ImportFailure(
                        new SourceProblem.ProtocolViolation(url(), "a redirect does not say where it leads")));
        try {
            return reply.target.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(
                    new SourceProblem.RedirectRefused(url(), location, String.valueOf(e.getMessage())), e);
        }
    }

    private HttpConnection connect(HttpTarget target) throws IOException {
        Optional<Proxy> proxy = request.proxies().of(target);
        if (proxy.isPresent()) {
            return through(proxy.get(), target);
        }
        InetAddress[] addresses = lookUp(target);
        for (InetAddress address : addresses) {
            check(target, AddressRule.kindOf(address));
        }
        return first(
                target,
                addresses,
                address -> new HttpConnection(
                        target.tls()
                                ? TlsTransport.connect(address, target.host(), request.trust())
                                : PlainTransport.connect(address),
                        Optional.empty()));
    }

    /** A proxy looks names up itself, often where we could not; what it may reach is for its own rules to say. */
    private HttpConnection through(Proxy proxy, HttpTarget target) throws IOException {
        check(target, Literal.of(target.host()).map(AddressRule::kindOf).orElse(AddressRule.Kind.ORDINARY));
        HttpTarget address = proxy.address();
        return first(address, lookUp(address), socket -> {
            if (target.tls()) {
                return new HttpConnection(
                        TlsTransport.through(socket, proxy, target, request.trust()), Optional.empty());
            }
            return new HttpConnection(
                    address.tls()
                            ? TlsTransport.connect(socket, address.host(), request.trust())
                            : PlainTransport.connect(socket),
                    Optional.of(proxy));
        });
    }

    /** A way to connect to an address. */
    private interface Connecting {
        HttpConnection to(InetSocketAddress address) throws IOException;
    }

    /** Returns a connection to the first of some addresses that there is one to. */
    private static HttpConnection first(HttpTarget target, InetAddress[] addresses, Connecting connecting)
            throws IOException {
        IOException last = new IOException("the name '" + target.host() + "' has no address");
        for (InetAddress address : addresses) {
            try {
                return connecting.to(new InetSocketAddress(address, target.port()));
            } catch (SSLException | ImportFailure e) {
                throw e;
            } catch (IOException e) {
                last = new IOException(
                        "no connection to " + address.getHostAddress() + " port " + target.port() + ": "
                                + e.getMessage(),
                        e);
            }
        }
        throw last;
    }

    private static InetAddress[] lookUp(HttpTarget target) throws IOException {
        try {
            return InetAddress.getAllByName(target.host());
        } catch (UnknownHostException e) {
            throw new IOException("the name '" + target.host() + "' is not known to DNS", e);
        }
    }

    private void check(HttpTarget target, AddressRule.Kind kind) throws ImportFailure {
        AddressRule.Kind original = originalKind;
        if (original == null) {
            original = kind;
            originalKind = kind;
        }
        Referrer by = referrer;
        boolean direct = by == null && target.equals(request.target());
        Optional<String> reason = direct
                ? AddressRule.refuseDirect(kind, request.loopbackAllowed())
                : AddressRule.refuseRedirect(request.target(), target, original, kind);
        if (reason.isEmpty() && by != null) {
            reason = AddressRule.refuseRedirect(by.target(), target, original, kind);
        }
        if (reason.isPresent()) {
            String from = by == null ? url() : by.target().url();
            throw new ImportFailure(
                    direct
                            ? new SourceProblem.AddressRefused(url(), reason.get())
                            : new SourceProblem.RedirectRefused(from, target.url(), reason.get()));
        }
    }

    private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
