package dev.slipway.benchmarks.importer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Locale;

/** An HTTP server for the files of one directory that costs next to nothing: the kernel sends the files by itself. */
final class SendfileServer implements AutoCloseable {
    private final ServerSocketChannel socket;
    private final Path directory;

    private SendfileServer(ServerSocketChannel socket, Path directory) {
        this.socket = socket;
        this.directory = directory;
    }

    static SendfileServer start(Path directory) throws IOException {
        SendfileServer server = new SendfileServer(
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), directory);
        Thread.ofPlatform().daemon().start(server::accept);
        return server;
    }

    String url(String name) throws IOException {
        return "http://127.0.0.1:" + ((InetSocketAddress) socket.getLocalAddress()).getPort() + "/" + name;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = socket.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        } catch (ClosedChannelException e) {
            // close() ends the server
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.socket().getInputStream(), ISO_8859_1))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String range = "";
                for (String field = in.readLine(); field != null && !field.isEmpty(); field = in.readLine()) {
                    if (field.toLowerCase(Locale.ROOT).startsWith("range: bytes=")) {
                        range = field.substring("range: bytes=".length());
                    }
                }
                String[] words = line.split(" ");
                answer(client, words[0].equals("HEAD"), directory.resolve(words[1].substring(1)), range);
            }
        } catch (IOException e) {
            // the client went away
        }
    }

    private static void answer(SocketChannel client, boolean headOnly, Path path, String range) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            long size = file.size();
            String[] bounds = range.split("-");
            long from = range.isEmpty() ? 0 : Long.parseLong(bounds[0]);
            long end = bounds.length < 2 ? size : Math.min(size, Long.parseLong(bounds[1]) + 1);
            String head = (range.isEmpty()
                            ? "HTTP/1.1 200 OK"
                            : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + from + "-" + (end - 1) + "/"
                                    + size)
                    + "\r\nAccept-Ranges: bytes\r\nETag: \"" + size + "\"\r\nContent-Length: " + (end - from)
                    + "\r\n\r\n";
            client.write(ByteBuffer.wrap(head.getBytes(ISO_8859_1)));
            for (long at = from; at < end && !headOnly; ) {
                at += file.transferTo(at, end - at, client);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
