package dev.slipway.standalone.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does on an installation that nobody uses what users do first, so that the JVM's cache of this build holds their code and
 * what is known of it: looks at pages of the portal, makes machines, starts and deletes some.
 */
final class Rehearsal {
    private static final String NAMESPACE = "default";
    private static final int LISTED = 60; // more than one page of the list
    private static final int RUN = 3;
    private static final int LOOKS = 40;
    private static final List<String> PAGES = List.of(
            "/machines",
            "/machines?page=2",
            "/machines?sort=name-desc",
            "/machines?q=name%3Arehearsal",
            "/machines/new",
            "/images",
            "/tasks",
            "/machines/default/rehearsal-0");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final Installation installation;
    private final Consumer<String> progress;

    Rehearsal(KubernetesClient client, Installation installation, Consumer<String> progress) {
        this.client = client;
        this.installation = installation;
        this.progress = progress;
    }

    /**
     * Does it all; machines that do not run in time are told and left.
     *
     * @param password of the first account
     * @throws IOException if the portal or the API does not answer as it should
     */
    void run(String password) throws IOException, InterruptedException {
        try (HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
            signIn(browser, password);
            for (int number = 0; number < LISTED; number++) {
                client.resource(machine("rehearsal-" + number, "Halted")).create();
            }
            for (int round = 0; round < RUN; round++) {
                startAndDelete("rehearsal-run-" + round);
            }
            for (int look = 0; look < LOOKS; look++) {
                for (String page : PAGES) {
                    look(browser, page);
                }
            }
        }
    }

    private void signIn(HttpClient browser, String password) throws IOException, InterruptedException {
        HttpRequest form = HttpRequest.newBuilder(URI.create(installation.portal() + "/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", installation.portal())
                .POST(HttpRequest.BodyPublishers.ofString("user=admin&password=" + URLEncoder.encode(password, UTF_8)))
                .build();
        HttpResponse<Void> answer = browser.send(form, HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 303) {
            throw new IOException("signing in to the portal was answered with " + answer.statusCode());
        }
    }

    private void look(HttpClient browser, String page) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(installation.portal() + page))
                .header("Accept", "text/html")
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<Void> answer = browser.send(request, HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 200) {
            throw new IOException(page + " was answered with " + answer.statusCode());
        }
    }

    private void startAndDelete(String name) {
        client.resource(machine(name, "Always")).create();
        Resource<VirtualMachine> made =
                client.resources(VirtualMachine.class).inNamespace(NAMESPACE).withName(name);
        try {
            made.waitUntilCondition(Rehearsal::runs, LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (KubernetesClientTimeoutException e) {
            progress.accept(name + " does not run after " + LIMIT.toSeconds() + " s");
        }
        made.delete();
        made.waitUntilCondition(Objects::isNull, LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean runs(@Nullable VirtualMachine machine) {
        return machine != null
                && machine.getStatus() != null
                && "Running".equals(machine.getStatus().printableStatus());
    }

    private static VirtualMachine machine(String name, String runStrategy) {
        return Serialization.unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: %s, namespace: default}
                spec:
                  runStrategy: %s
                  template:
                    spec:
                      terminationGracePeriodSeconds: 0
                      domain:
                        memory: {guest: 64Mi}
                        devices:
                          disks: [{name: disk, disk: {bus: virtio}}]
                          interfaces: [{name: default, masquerade: {}}]
                      networks: [{name: default, pod: {}}]
                      volumes: [{name: disk, emptyDisk: {capacity: 32Mi}}]
                """.formatted(name, runStrategy), VirtualMachine.class);
    }
}
