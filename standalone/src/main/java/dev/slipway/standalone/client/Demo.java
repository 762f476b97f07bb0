package dev.slipway.standalone.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A first machine: offers an image over HTTP, makes a machine that imports it, waits until it runs, prints its console's address. */
final class Demo {
    private static final String NAMESPACE = "default";
    private static final String MACHINE = "demo";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final KubernetesClient client;
    private final Installation installation;
    private final Consumer<String> progress;

    Demo(KubernetesClient client, Installation installation, Consumer<String> progress) {
        this.client = client;
        this.installation = installation;
        this.progress = progress;
    }

    void run(Path image) throws Client.Failed, IOException, InterruptedException {
        HttpServer images = serve(image);
        try {
            if (machine().get() == null) {
                progress.accept(
                        "Creating machine " + MACHINE + " from an image of " + (Files.size(image) >> 20) + " MiB");
                create("http://127.0.0.1:" + images.getAddress().getPort() + "/tiny.qcow2");
            }
            awaitRunning();
        } finally {
            images.stop(0);
        }
        progress.accept("Machine " + MACHINE + " runs. Its console, in the browser:");
        System.out.println(installation.portal() + "/machines/" + NAMESPACE + "/" + MACHINE + "/console");
    }

    private static HttpServer serve(Path image) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/tiny.qcow2", exchange -> {
            boolean body = exchange.getRequestMethod().equals("GET");
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            exchange.sendResponseHeaders(200, body ? Files.size(image) : -1);
            if (body) {
                Files.copy(image, exchange.getResponseBody());
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    private void create(String url) throws IOException {
        try (InputStream yaml = Demo.class.getResourceAsStream("machine.yaml")) {
            if (yaml == null) {
                throw new IOException("machine.yaml is missing in this build");
            }
            String text = new String(yaml.readAllBytes(), UTF_8).replace("IMAGE_URL", url);
            client.load(new ByteArrayInputStream(text.getBytes(UTF_8)))
                    .inNamespace(NAMESPACE)
                    .serverSideApply();
        }
    }

    private void awaitRunning() throws Client.Failed, InterruptedException {
        Instant deadline = Instant.now().plus(LIMIT);
        String shown = "";
        while (true) {
            String now = Optional.ofNullable(machine().get())
                    .flatMap(machine -> Optional.ofNullable(machine.getStatus()))
                    .flatMap(status -> Optional.ofNullable(status.printableStatus()))
                    .orElse("Stopped");
            if (now.equals("Running")) {
                return;
            }
            if (!now.equals(shown)) {
                progress.accept("  machine " + MACHINE + ": " + now);
                shown = now;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new Client.Failed("machine " + MACHINE + " is " + now + " after " + LIMIT.toMinutes()
                        + " minutes. The portal says more: " + installation.portal() + "/machines/" + NAMESPACE + "/"
                        + MACHINE);
            }
            Thread.sleep(100);
        }
    }

    private Resource<VirtualMachine> machine() {
        return client.resources(VirtualMachine.class).inNamespace(NAMESPACE).withName(MACHINE);
    }
}
