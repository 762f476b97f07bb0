package dev.slipway.nodeagent.tunnel;

import dev.slipway.nodeagent.netns.PinnedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers connections with a QEMU's NBD server to the exporter of a backup, over mutual TLS. Each waits for the one byte by which the
 * exporter takes it into use, is a plain pipe from then on, and is followed by a new one. A slow reader holds QEMU back; nothing is
 * kept here but a buffer for each direction.
 */
public final class BackupTunnel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupTunnel.class);

    /** How many may download at once. */
    private static final int CONNECTIONS = 8;

    private static final int BUFFER = 1 << 18;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ExporterAddress exporter;
    private final Path server;
    private final String backup;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private BackupTunnel(ExporterAddress exporter, Path server, String backup) {
        this.exporter = exporter;
        this.server = server;
        this.backup = backup;
    }

    /**
     * Begins to connect, and goes on until it is closed.
     *
     * @param server the unix socket of QEMU's NBD server
     * @param backup name of the backup, for the log
     */
    public static BackupTunnel open(ExporterAddress exporter, Path server, String backup) {
        BackupTunnel tunnel = new BackupTunnel(exporter, server, backup);
        for (int i = 0; i < CONNECTIONS; i++) {
            tunnel.threads.add(
                    Thread.ofVirtual().name("tunnel of backup " + backup).start(tunnel::offer));
        }
        return tunnel;
    }

    /** Returns whether it leads to this exporter. */
    public boolean leadsTo(ExporterAddress other) {
        return exporter.isSameAs(other);
    }

    private void offer() {
        Duration pause = Duration.ofSeconds(1);
        try {
            while (!closed) {
                try (Socket plain = new Socket()) {
                    open.add(plain);
                    serve(plain);
                    pause = Duration.ofSeconds(1);
                } catch (IOException e) {
                    if (!closed) {
                        LOG.debug("backup {}: a connection with {} ended: {}", backup, exporter.host(), e.getMessage());
                        Thread.sleep(pause);
                        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                    }
                } finally {
                    open.removeIf(Socket::isClosed);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket plain) throws IOException {
        plain.connect(exporter.socketAddress(), (int) CONNECT.toMillis());
        plain.setKeepAlive(true);
        plain.setTcpNoDelay(true);
        plain.setSoTimeout((int) CONNECT.toMillis());
        SSLSocket secure = (SSLSocket) exporter.tls().createSocket(plain, exporter.serverName(), exporter.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        plain.setSoTimeout(0);
        if (secure.getInputStream().read() < 0) {
            throw new IOException("the exporter hung up");
        }
        try (SocketChannel qemu = PinnedFile.connect(server)) {
            Thread back =
                    Thread.ofVirtual().name("answers of backup " + backup).start(() -> answers(qemu, secure, plain));
            try {
                requests(secure.getInputStream(), qemu);
            } catch (IOException e) {
                // Whoever downloaded has gone; the next connection is for the next one.
                LOG.debug("backup {}: a download ended: {}", backup, e.getMessage());
            } finally {
                plain.close();
                qemu.close();
                join(back);
            }
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a download ended", e);
        }
    }

    private static void requests(InputStream from, SocketChannel to) throws IOException {
        byte[] buffer = new byte[1 << 12];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        }
    }

    private static void answers(SocketChannel from, SSLSocket to, Socket plain) {
        try {
            OutputStream out = to.getOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (from.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                out.flush();
                buffer.clear();
            }
        } catch (IOException e) {
            LOG.debug("an answer of QEMU's NBD server was lost: {}", e.getMessage());
        } finally {
            try {
                plain.close();
            } catch (IOException e) {
                // The descriptor is given back all the same.
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("backup {}: a connection could not be closed: {}", backup, e.getMessage());
            }
        }
        threads.forEach(Thread::interrupt);
    }
}
