package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The common Java client as the parts of Slipway use it. */
@ExtendWith(ContractServer.class)
final class InformerContractTest {
    private static final ResourceDefinitionContext WIDGETS = new ResourceDefinitionContext.Builder()
            .withGroup(Widgets.GROUP)
            .withVersion("v1")
            .withKind("Widget")
            .withPlural("widgets")
            .withNamespaced(true)
            .build();

    /** Notes what an informer tells. */
    private record Notes(List<String> lines) implements ResourceEventHandler<GenericKubernetesResource> {
        Notes() {
            this(new CopyOnWriteArrayList<>());
        }

        @Override
        public void onAdd(GenericKubernetesResource added) {
            lines.add("added " + told(added));
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
            if (!before.getMetadata()
                    .getResourceVersion()
                    .equals(after.getMetadata().getResourceVersion())) {
                lines.add("updated " + told(after));
            }
        }

        @Override
        public void onDelete(GenericKubernetesResource deleted, boolean unknown) {
            lines.add("deleted " + told(deleted));
        }

        private static String told(GenericKubernetesResource widget) {
            return widget.getMetadata().getName() + " " + widget.get("spec", "size");
        }

        void await(String... expected) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(lines).containsExactly(expected));
        }
    }

    @Test
    void informer_tells_what_was_there_and_every_change(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");
        Notes notes = new Notes();
        try (KubernetesClient client = cluster.client();
                SharedIndexInformer<GenericKubernetesResource> informer = client.genericKubernetesResources(WIDGETS)
                        .inNamespace(cluster.namespace())
                        .inform(notes)) {
            notes.await("added a 1");
            cluster.createWidget("b", "{\"size\": 2}");
            cluster.api().merge(cluster.widgets() + "/a", "{\"spec\": {\"size\": 3}}");
            cluster.api().delete(cluster.widgets() + "/b");

            notes.await("added a 1", "added b 2", "updated a 3", "deleted b 2");
            assertThat(informer.getStore().listKeys()).containsExactly(cluster.namespace() + "/a");
        }
    }

    @Test
    void informer_with_a_selector_sees_arrivals_and_departures(Cluster cluster) {
        Notes notes = new Notes();
        try (KubernetesClient client = cluster.client();
                SharedIndexInformer<GenericKubernetesResource> informer = client.genericKubernetesResources(WIDGETS)
                        .inNamespace(cluster.namespace())
                        .withLabels(Map.of("watched", "yes"))
                        .inform(notes)) {
            cluster.createWidget("a", "{\"size\": 1}");
            cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"labels\": {\"watched\": \"yes\"}}}");
            notes.await("added a 1");
            cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"labels\": {\"watched\": \"no\"}}}");

            notes.await("added a 1", "deleted a 1");
            assertThat(informer.hasSynced()).isTrue();
        }
    }

    @Test
    void informer_loads_a_list_of_several_pages(Cluster cluster) {
        for (int number = 0; number < 25; number++) {
            cluster.createWidget("w" + number, "{\"size\": 1}");
        }
        try (KubernetesClient client = cluster.client();
                SharedIndexInformer<GenericKubernetesResource> informer = client.genericKubernetesResources(WIDGETS)
                        .inNamespace(cluster.namespace())
                        .withLimit(10L)
                        .inform()) {
            assertThat(informer.getStore().list()).hasSize(25);
        }
    }

    @Test
    void informer_survives_a_restart_of_its_server(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");
        Notes notes = new Notes();
        try (KubernetesClient client = cluster.client();
                SharedIndexInformer<GenericKubernetesResource> informer = client.genericKubernetesResources(WIDGETS)
                        .inNamespace(cluster.namespace())
                        .inform(notes)) {
            cluster.restart();
            cluster.createWidget("b", "{\"size\": 2}");

            notes.await("added a 1", "added b 2");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(informer::isWatching);
        }
    }

    @Test
    void server_side_apply_of_the_client_keeps_what_others_set(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1, \"note\": \"mine\"}");
        try (KubernetesClient client = cluster.client()) {
            GenericKubernetesResource applied = new GenericKubernetesResource();
            applied.setApiVersion("contract.slipway.dev/v1");
            applied.setKind("Widget");
            applied.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                    .withName("a")
                    .withNamespace(cluster.namespace())
                    .build());
            applied.setAdditionalProperty("spec", Map.of("size", 2));
            GenericKubernetesResource answered = client.resource(applied)
                    .fieldManager("tester")
                    .forceConflicts()
                    .serverSideApply();

            assertThat(answered.<Integer>get("spec", "size")).isEqualTo(2);
            assertThat(answered.<String>get("spec", "note")).isEqualTo("mine");
        }
    }
}
