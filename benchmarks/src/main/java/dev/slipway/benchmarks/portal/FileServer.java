package dev.slipway.benchmarks.portal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** {@code jwebserver}, the JDK's file server, in a process of its own. */
final class FileServer implements AutoCloseable {
    private final Process process;
    private final int port;

    private FileServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static FileServer start(Path directory) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jwebserver")
                                .toString(),
                        "-J-Dsun.net.httpserver.nodelay=true", // or it waits for acknowledgements
                        "-p",
                        Integer.toString(port),
                        "-d",
                        directory.toString(),
                        "-o",
                        "none")
                .inheritIO()
                .start();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return new FileServer(process, port);
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new IOException("jwebserver does not listen", e);
                }
                Thread.sleep(50);
            }
        }
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
