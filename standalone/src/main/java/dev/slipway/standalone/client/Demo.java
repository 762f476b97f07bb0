package dev.slipway.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A first machine: uploads an image, makes a machine from it, waits until it runs, prints its console's address. */
final class Demo {
    private static final String NAMESPACE = "default";
    private static final String IMAGE = "tiny";
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
        if (!"Succeeded".equals(imagePhase())) {
            upload(image);
        }
        if (machine().get() == null) {
            progress.accept("Creating machine " + MACHINE);
            apply("machine.yaml");
        }
        await("machine " + MACHINE, this::machineStatus, "Running");
        progress.accept("Machine " + MACHINE + " runs. Its console, in the browser:");
        System.out.println(installation.portal() + "/machines/" + NAMESPACE + "/" + MACHINE + "/console");
    }

    private void upload(Path image) throws Client.Failed, IOException, InterruptedException {
        progress.accept("Uploading image " + IMAGE + " (" + (Files.size(image) >> 20) + " MiB)");
        apply("image.yaml");
        await("image " + IMAGE, this::imagePhase, "UploadReady");
        HttpRequest request = HttpRequest.newBuilder(URI.create(installation.portal() + "/v1beta1/upload"))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/octet-stream")
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.ofFile(image))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new Client.Failed("the upload was refused: " + answer.body());
            }
        }
        await("image " + IMAGE, this::imagePhase, "Succeeded");
    }

    private String token() throws IOException {
        String answer = client.raw(
                "/apis/upload.cdi.kubevirt.io/v1beta1/namespaces/" + NAMESPACE + "/uploadtokenrequests",
                "POST",
                "{\"apiVersion\":\"upload.cdi.kubevirt.io/v1beta1\",\"kind\":\"UploadTokenRequest\",\"metadata\":{\"name\":\""
                        + IMAGE + "\",\"namespace\":\"" + NAMESPACE + "\"},\"spec\":{\"pvcName\":\"" + IMAGE + "\"}}");
        JsonNode token = new ObjectMapper().readTree(answer).at("/status/token");
        return token.asText();
    }

    private void apply(String resource) throws IOException {
        try (InputStream yaml = Demo.class.getResourceAsStream(resource)) {
            if (yaml == null) {
                throw new IOException(resource + " is missing in this build");
            }
            client.load(yaml).inNamespace(NAMESPACE).serverSideApply();
        }
    }

    private void await(String what, Supplier<String> state, String wanted) throws Client.Failed, InterruptedException {
        Instant start = Instant.now();
        String shown = "";
        while (true) {
            String now = state.get();
            if (now.equals(wanted)) {
                return;
            }
            if (!now.equals(shown)) {
                progress.accept("  " + what + ": " + now);
                shown = now;
            }
            if (now.equals("Failed") || Instant.now().isAfter(start.plus(LIMIT))) {
                throw new Client.Failed(what + " is " + now + " instead of " + wanted + ". The portal says more: "
                        + installation.portal());
            }
            Thread.sleep(100);
        }
    }

    private String imagePhase() {
        return Optional.ofNullable(client.resources(DataVolume.class)
                        .inNamespace(NAMESPACE)
                        .withName(IMAGE)
                        .get())
                .flatMap(image -> Optional.ofNullable(image.getStatus()))
                .flatMap(status -> Optional.ofNullable(status.phase()))
                .orElse("Pending");
    }

    private String machineStatus() {
        return Optional.ofNullable(machine().get())
                .flatMap(machine -> Optional.ofNullable(machine.getStatus()))
                .flatMap(status -> Optional.ofNullable(status.printableStatus()))
                .orElse("Stopped");
    }

    private io.fabric8.kubernetes.client.dsl.Resource<VirtualMachine> machine() {
        return client.resources(VirtualMachine.class).inNamespace(NAMESPACE).withName(MACHINE);
    }
}
