package dev.slipway.standalone.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.OpenAccess;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.scheduler.Scheduler;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kubectl describe pod} shows below Events. */
class PodNewsTest {
    private static final NodeFacts NODE =
            new NodeFacts("node-a", "127.0.0.1", 4, 4L << 30, 100L << 30, 100, "amd64", "6", "Linux", "", "test");

    @TempDir
    Path folder;

    @Test
    void events_of_a_pod_tell_its_life_as_those_of_kubernetes_do() throws Exception {
        try (ApiServer server = ApiServer.start(OpenAccess.settings(folder.resolve("state.db"), 0, Admission.NONE));
                KubernetesClient client = OpenAccess.client(server);
                Kubelet _ = Kubelet.start(
                        client,
                        new KubeletSettings(
                                "node-a",
                                folder.resolve("kubelet"),
                                () -> List.of(image("sleeps", "sleep", "600"), image("fails", "false")),
                                false,
                                100),
                        new LoopbackPodNetwork(folder),
                        NODE);
                Scheduler _ = Scheduler.start(client)) {
            pod(client, "works", "image: test/sleeps");
            pod(client, "fails", "image: test/fails");
            pod(client, "strange", "image: elsewhere/strange");
            pod(client, "waits", "image: test/sleeps, volumeMounts: [{name: key, mountPath: /key}]");

            awaitEvent(client, "works", "Started", "Started container main");
            assertThat(reasons(client, "works"))
                    .containsOnly("Scheduled", "Pulled", "Created", "Started")
                    .containsSubsequence("Pulled", "Created", "Started");
            Event started = event(client, "works", "Started");
            assertThat(started.getInvolvedObject().getFieldPath()).isEqualTo("spec.containers{main}");
            assertThat(started.getSource().getComponent()).isEqualTo("kubelet");
            assertThat(started.getSource().getHost()).isEqualTo("node-a");
            assertThat(event(client, "works", "Scheduled").getMessage())
                    .isEqualTo("Successfully assigned default/works to node-a");
            awaitEvent(client, "fails", "BackOff", "Back-off restarting failed container main in pod fails_default(");
            awaitEvent(client, "strange", "Failed", "Image elsewhere/strange cannot run here");
            awaitEvent(client, "waits", "FailedMount", "key");

            client.pods().inNamespace("default").withName("works").delete();
            awaitEvent(client, "works", "Killing", "Stopping container main");
            client.pods().inNamespace("default").withGracePeriod(0).delete();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.pods()
                            .inNamespace("default")
                            .list()
                            .getItems()
                            .isEmpty());
        }
    }

    private static LocalImage image(String name, String... program) {
        return new LocalImage("test/" + name, "/main", List.of(program), Map.of());
    }

    private static void pod(KubernetesClient client, String name, String container) {
        client.resource("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default}
                spec:
                  containers: [{name: main, command: [/main], %s}]
                  volumes: [{name: key, secret: {secretName: key, optional: %s}}]
                """.formatted(name, container, !name.equals("waits"))).create();
    }

    private static void awaitEvent(KubernetesClient client, String pod, String reason, String message) {
        await(reason + " of " + pod)
                .atMost(Duration.ofSeconds(60))
                .until(() -> events(client, pod).stream()
                        .anyMatch(event -> reason.equals(event.getReason())
                                && event.getMessage().contains(message)));
    }

    private static Event event(KubernetesClient client, String pod, String reason) {
        return events(client, pod).stream()
                .filter(event -> reason.equals(event.getReason()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> reasons(KubernetesClient client, String pod) {
        return events(client, pod).stream().map(Event::getReason).toList();
    }

    private static List<Event> events(KubernetesClient client, String pod) {
        return client.v1().events().inNamespace("default").list().getItems().stream()
                .filter(event -> pod.equals(event.getInvolvedObject().getName()))
                .toList();
    }
}
