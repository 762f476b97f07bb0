package dev.slipway.nodeagent.relay;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ByteChannel;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.OptionalLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens streams to guests' ports on virtio-vsock, plain or by TLS 1.3. */
final class VsockStreams {
    private static final Logger LOG = LoggerFactory.getLogger(VsockStreams.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Dialer dialer;
    private final PemKeyCertOptions identity;

    /** Connects to a port of an address. */
    @FunctionalInterface
    interface Dialer {
        /**
         * Connects.
         *
         * @throws IOException if that fails; its sentence is for the user
         */
        Socket dial(long contextId, long port) throws IOException;
    }

    /**
     * Opens nothing yet.
     *
     * @param identity by which guests know the node-agent; read anew for each stream
     */
    VsockStreams(Vertx vertx, Dialer dialer, PemKeyCertOptions identity) {
        this.vertx = vertx;
        this.dialer = dialer;
        this.identity = identity;
    }

    /**
     * Connects; waits, so that only a thread of the platform may ask.
     *
     * @param address the guest's, if it has one
     */
    ByteChannel open(OptionalLong address, VsockTarget target) throws RelayProblem.Refused {
        long contextId = address.orElseThrow(() -> new RelayProblem.Refused(
                new RelayProblem.Invalid("The machine has no VSOCK; set autoattachVSOCK and restart it.")));
        Socket plain = null;
        try {
            plain = dialer.dial(contextId, target.port());
            return VsockLine.open(plain, target.tls() ? secured(plain, target.port()) : plain);
        } catch (IOException | GeneralSecurityException e) {
            close(plain);
            throw new RelayProblem.Refused(new RelayProblem.Failed(String.valueOf(e.getMessage())));
        }
    }

    private Socket secured(Socket plain, long port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys(), new TrustManager[] {new AnyGuest()}, null);
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(plain, "guest", (int) (port & 0xffff), true);
        secured.setEnabledProtocols(new String[] {"TLSv1.3"});
        plain.setSoTimeout((int) HANDSHAKE.toMillis());
        try {
            secured.startHandshake();
        } catch (IOException e) {
            throw new IOException(
                    "VSOCK port %d of the guest does not speak TLS 1.3 as asked: %s; use tls=false if it is plain"
                            .formatted(port, e.getMessage()),
                    e);
        }
        plain.setSoTimeout(0);
        return secured;
    }

    private KeyManager[] keys() throws GeneralSecurityException {
        try {
            return identity.getKeyManagerFactory(vertx).getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw e;
        } catch (Exception e) {
            throw new GeneralSecurityException(
                    "the node-agent's certificate for guests cannot be read: " + e.getMessage(), e);
        }
    }

    /** A guest is known by its address, which only its QEMU has; its certificate is its own affair, as in KubeVirt. */
    private static final class AnyGuest implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("guests are no clients here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Anyone.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("closing: {}", e.getMessage());
            }
        }
    }
}
