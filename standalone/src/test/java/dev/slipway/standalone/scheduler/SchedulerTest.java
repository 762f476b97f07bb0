package dev.slipway.standalone.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.OpenAccess;
import dev.slipway.standalone.apiserver.admission.Admission;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerTest {
    @TempDir
    Path folder;

    @Test
    void pod_that_fits_nowhere_says_why_in_its_status_and_in_an_event() throws Exception {
        try (ApiServer server = ApiServer.start(OpenAccess.settings(folder.resolve("state.db"), 0, Admission.NONE));
                KubernetesClient client = OpenAccess.client(server)) {
            client.resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName("small")
                            .endMetadata()
                            .build())
                    .create();
            Pod pod = client.resource(large()).create();
            try (Scheduler _ = Scheduler.start(client)) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !events(client).isEmpty());
            }

            Event event = events(client).getFirst();
            assertThat(events(client)).hasSize(1);
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getReason()).isEqualTo("FailedScheduling");
            assertThat(event.getInvolvedObject().getUid())
                    .isEqualTo(pod.getMetadata().getUid());
            assertThat(event.getMessage()).startsWith("0/1 nodes are available: ");
            assertThat(client.resource(pod).get().getStatus().getConditions())
                    .extracting(PodCondition::getMessage)
                    .contains(event.getMessage());
        }
    }

    private static Pod large() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("large")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("image")
                .withNewResources()
                .withRequests(Map.of("memory", new Quantity("1Ti")))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    private static List<Event> events(KubernetesClient client) {
        return client.v1().events().inNamespace("default").list().getItems();
    }
}
