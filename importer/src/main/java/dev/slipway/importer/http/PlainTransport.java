package dev.slipway.importer.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** TCP without TLS; reads go from the kernel into the caller's direct buffer without a copy between. */
final class PlainTransport implements Transport {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private PlainTransport(SocketChannel channel, Selector selector, SelectionKey key) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
    }

    static PlainTransport connect(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        Selector selector = Selector.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            PlainTransport transport = new PlainTransport(channel, selector, key);
            if (!channel.connect(address)) {
                transport.await(SelectionKey.OP_CONNECT, CONNECT_MILLIS);
                channel.finishConnect();
            }
            return transport;
        } catch (IOException | RuntimeException e) {
            selector.close();
            channel.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        int count;
        while ((count = channel.read(into)) == 0) {
            await(SelectionKey.OP_READ, IDLE_MILLIS);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            if (channel.write(from) == 0) {
                await(SelectionKey.OP_WRITE, IDLE_MILLIS);
            }
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private void await(int operation, int millis) throws IOException {
        key.interestOps(operation);
        long deadline = System.nanoTime() + millis * 1_000_000L;
        while (selector.select(Math.max(1, (deadline - System.nanoTime()) / 1_000_000L)) == 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new java.io.InterruptedIOException("interrupted while waiting for the server");
            }
            if (System.nanoTime() >= deadline) {
                throw new SocketTimeoutException("the server sent nothing for " + millis / 1000 + " seconds");
            }
        }
        selector.selectedKeys().clear();
    }
}
