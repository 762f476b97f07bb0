package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * The API server under test, with a namespace for one test, deleted after it.
 *
 * @param api speaks with it
 * @param config for the common client
 * @param kubeconfig for kubectl
 * @param restarter ends the server and starts it again
 * @param namespace of this test
 */
public record Cluster(ApiClient api, Config config, Path kubeconfig, Runnable restarter, String namespace)
        implements AutoCloseable {
    static Cluster in(ContractServer.Started server, Runnable restarter, String namespace) {
        ApiClient api = server.client();
        ApiClient.Reply created = api.post("/api/v1/namespaces", """
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s"}}""".formatted(namespace));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        return new Cluster(api, server.config(), server.kubeconfig(), restarter, namespace);
    }

    /** Returns the common client, for whoever wants to see the server through it; the caller closes it. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Ends the server at once, starts it again, and waits until it is ready. */
    public void restart() {
        restarter.run();
    }

    /** Returns a client that has nothing to show but a token; the caller closes it. */
    public ApiClient bearer(String token) {
        return ApiClient.of(new ConfigBuilder(config)
                .withClientCertData(null)
                .withClientKeyData(null)
                .withAutoOAuthToken(null)
                .withOauthToken(token)
                .build());
    }

    /** Returns the collection of a core resource in the namespace of the test. */
    public String core(String plural) {
        return "/api/v1/namespaces/" + namespace + "/" + plural;
    }

    public String configMaps() {
        return core("configmaps");
    }

    public String widgets() {
        return "/apis/" + Widgets.GROUP + "/v1/namespaces/" + namespace + "/widgets";
    }

    public ApiClient.Reply createConfigMap(String name, String data) {
        return created(api.post(configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s"}, "data": %s}""".formatted(name, data)));
    }

    /** @param spec JSON object */
    public ApiClient.Reply createWidget(String name, String spec) {
        return created(api.post(widgets(), Widgets.widget(name, spec)));
    }

    private static ApiClient.Reply created(ApiClient.Reply reply) {
        assertThat(reply.code()).as(reply.text()).isEqualTo(201);
        return reply;
    }

    /** Waits until an object is gone. */
    public void awaitGone(String path) {
        Awaitility.await(path + " is gone")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> api.get(path).code() == 404);
    }

    @Override
    public void close() {
        api.delete("/api/v1/namespaces/" + namespace);
    }
}
