package dev.slipway.cluster.installation;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** {@code kubectl port-forward}: a way of an admin to a Service that has no Ingress yet. */
final class PortForward implements AutoCloseable {
    private static final int LAST_WORDS_SECONDS = 10;

    private final Process process;

    private PortForward(Process process) {
        this.process = process;
    }

    /** Returns an address of this machine that nobody listens on. */
    static URI freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    /**
     * Begins; what is sent before it listens is refused.
     *
     * @param service e.g. {@code service/portal}
     * @param port its name
     * @param log where it says what it does
     */
    static PortForward start(Kubectl kubectl, String service, String port, URI address, Path log) throws IOException {
        return new PortForward(new ProcessBuilder(
                        "kubectl",
                        "--kubeconfig",
                        kubectl.kubeconfig().toString(),
                        "port-forward",
                        "-n",
                        "slipway",
                        service,
                        address.getPort() + ":" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
