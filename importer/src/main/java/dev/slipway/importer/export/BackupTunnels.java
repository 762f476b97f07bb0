package dev.slipway.importer.export;

import dev.slipway.importer.nbd.NbdClient;
import dev.slipway.importer.run.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The connections over which the guest's node hands out the disks of a backup. The node connects, because it knows where its guest
 * is and lets nobody in; what it offers waits here until somebody downloads. The first byte takes a connection into use: from then
 * on it is one with QEMU's NBD server (docs/contracts.md §5).
 */
final class BackupTunnels implements AutoCloseable {
    /** Port that the node connects to. */
    static final int PORT = 8444;

    private static final int TAKE = 1;
    private static final int KEPT = 16;
    private static final int GREETED_AT_ONCE = 32;
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** A disk of a node that is busy may be slow. */
    private static final Duration STALL = Duration.ofMinutes(1);

    private final SSLServerSocket server;
    private final String expected;
    private final Duration patience;
    private final BlockingDeque<Socket> idle = new LinkedBlockingDeque<>();
    private final Semaphore greeted = new Semaphore(GREETED_AT_ONCE);

    private BackupTunnels(SSLServerSocket server, String uid, Duration patience) {
        this.server = server;
        this.patience = patience;
        this.expected = "CN=kubevirt.io:system:client:" + uid;
    }

    /**
     * Listens.
     *
     * @param tls the exporter's certificate, and the authority that signs the node's
     * @param uid uid of the backup, which the node's certificate names
     * @param patience how long a download waits for a connection
     */
    static BackupTunnels listen(InetSocketAddress address, SSLContext tls, String uid, Duration patience)
            throws IOException {
        SSLServerSocket server = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket();
        server.setNeedClientAuth(true);
        server.bind(address, KEPT);
        BackupTunnels tunnels = new BackupTunnels(server, uid, patience);
        Thread.ofVirtual().name("backup tunnels").start(tunnels::accept);
        return tunnels;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) server.accept();
                if (greeted.tryAcquire()) {
                    Thread.ofVirtual().name("backup tunnel").start(() -> greet(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    Log.line("a connection of the guest's node was lost: " + e.getMessage());
                }
            }
        }
    }

    private void greet(SSLSocket socket) {
        try {
            socket.setSoTimeout((int) ANSWER.toMillis());
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.startHandshake();
            X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            String name = peer.getSubjectX500Principal().getName();
            if (!name.equals(expected)) {
                throw new IOException(name + " is not who hands out this backup");
            }
            keep(socket);
        } catch (IOException e) {
            Log.line("a connection was refused: " + e.getMessage());
            close(socket);
        } finally {
            greeted.release();
        }
    }

    /** The newest lives most likely; an old one that nobody took may be that of a node-agent that is gone. */
    private void keep(Socket socket) {
        idle.addFirst(socket);
        while (idle.size() > KEPT) {
            close(idle.pollLast());
        }
    }

    /**
     * Connects to a disk; empty if the node offers no connection for a while.
     *
     * @param contexts what is to be told of its extents
     */
    Optional<NbdClient> connect(String disk, List<String> contexts) throws IOException {
        try {
            for (int tries = 0; tries <= KEPT; tries++) {
                Socket socket = idle.pollFirst(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (socket == null) {
                    return Optional.empty();
                }
                try {
                    socket.getOutputStream().write(TAKE);
                    NbdClient client = NbdClient.open(socket, disk, contexts);
                    socket.setSoTimeout((int) STALL.toMillis());
                    return Optional.of(client);
                } catch (IOException e) {
                    Log.line("a connection to disk " + disk + " failed: " + e.getMessage());
                    close(socket);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a disk was waited for", e);
        }
        return Optional.empty();
    }

    private static void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // The descriptor is given back all the same.
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // As above.
        }
        idle.forEach(BackupTunnels::close);
    }
}
