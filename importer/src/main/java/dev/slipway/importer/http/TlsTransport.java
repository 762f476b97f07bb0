package dev.slipway.importer.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TCP with TLS; the server's certificate must be good for the host name. */
final class TlsTransport implements Transport {
    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] copy = new byte[64 << 10];

    private TlsTransport(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    static TlsTransport connect(InetSocketAddress address, String host, Trust trust) throws IOException {
        return new TlsTransport(secured(open(address), host, trust));
    }

    /** Connects to the target through a proxy at this address. */
    static TlsTransport through(InetSocketAddress address, Proxy proxy, HttpTarget target, Trust trust)
            throws IOException {
        Socket socket =
                proxy.address().tls() ? secured(open(address), proxy.address().host(), trust) : open(address);
        try {
            Tunnel.open(socket, proxy, target);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        return new TlsTransport(secured(socket, target.host(), trust));
    }

    private static Socket open(InetSocketAddress address) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(address, CONNECT_MILLIS);
            plain.setSoTimeout(IDLE_MILLIS);
            return plain;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /** Speaks TLS over a connection, which is closed with it. */
    private static SSLSocket secured(Socket plain, String host, Trust trust) throws IOException {
        try {
            SSLSocketFactory factory = trust.context().getSocketFactory();
            SSLSocket socket = (SSLSocket) factory.createSocket(plain, trust.serverName(host), plain.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            if (trust.verifiesHost()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        int count = in.read(copy, 0, Math.min(copy.length, into.remaining()));
        if (count > 0) {
            into.put(copy, 0, count);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
