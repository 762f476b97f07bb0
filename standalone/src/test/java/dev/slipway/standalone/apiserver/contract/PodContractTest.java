package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class PodContractTest {
    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
             "spec": {"schedulerName": "none", "containers": [{"name": "c", "image": "image:1"}]}}""";

    @Test
    void new_pod_is_pending_with_its_defaults(Cluster cluster) {
        Reply pod = create(cluster);

        assertThat(pod.at("/status/phase")).isEqualTo("Pending");
        assertThat(pod.at("/status/qosClass")).isEqualTo("BestEffort");
        assertThat(pod.at("/spec/restartPolicy")).isEqualTo("Always");
        assertThat(pod.at("/spec/terminationGracePeriodSeconds")).isEqualTo("30");
        assertThat(pod.at("/spec/containers/0/imagePullPolicy")).isEqualTo("IfNotPresent");
        assertThat(pod.at("/spec/containers/0/terminationMessagePath")).isEqualTo("/dev/termination-log");
    }

    @Test
    void pod_without_containers_is_invalid(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.core("pods"), """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": []}}""");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).isEqualTo("Pod \"p\" is invalid: spec.containers: Required value");
    }

    @Test
    void binding_gives_a_pod_its_node_once(Cluster cluster) {
        create(cluster);

        Reply bound = bind(cluster, node(cluster));
        Reply again = bind(cluster, "other");

        assertThat(bound.code()).isEqualTo(201);
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"%s\""
                                .formatted(node(cluster)));
        Reply pod = cluster.api().get(cluster.core("pods") + "/p");
        assertThat(pod.at("/spec/nodeName")).isEqualTo(node(cluster));
        assertThat(pod.at("/status/conditions/0/type")).isEqualTo("PodScheduled");
        assertThat(cluster.api()
                        .get(cluster.core("pods") + "?fieldSelector=spec.nodeName=" + node(cluster))
                        .body()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void pod_without_node_is_deleted_at_once(Cluster cluster) {
        create(cluster);

        Reply deleted = cluster.api().delete(cluster.core("pods") + "/p");

        assertThat(deleted.at("/kind")).isEqualTo("Pod");
        assertThat(cluster.api().get(cluster.core("pods") + "/p").code()).isEqualTo(404);
    }

    @Test
    void pod_on_a_node_waits_for_its_kubelet(Cluster cluster) {
        create(cluster);
        bind(cluster, node(cluster));

        Reply deleted = cluster.api().delete(cluster.core("pods") + "/p");
        Reply waiting = cluster.api().get(cluster.core("pods") + "/p");
        cluster.api().delete(cluster.core("pods") + "/p", "{\"gracePeriodSeconds\": 0}");

        assertThat(deleted.at("/metadata/deletionGracePeriodSeconds")).isEqualTo("30");
        assertThat(waiting.at("/metadata/deletionTimestamp")).isNotEmpty();
        assertThat(cluster.api().get(cluster.core("pods") + "/p").code()).isEqualTo(404);
    }

    @Test
    void eviction_deletes(Cluster cluster) {
        create(cluster);

        Reply evicted = cluster.api().post(cluster.core("pods") + "/p/eviction", """
                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "p"}}""");

        assertThat(evicted.code()).isEqualTo(201);
        assertThat(evicted.at("/status")).isEqualTo("Success");
        assertThat(cluster.api().get(cluster.core("pods") + "/p").code()).isEqualTo(404);
    }

    @Test
    void specification_of_a_pod_is_fixed(Cluster cluster) {
        create(cluster);

        Reply refused = cluster.api().strategic(cluster.core("pods") + "/p", """
                {"spec": {"containers": [{"name": "c", "command": ["x"]}]}}""");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith(
                        "Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`");
    }

    @Test
    void kubelet_writes_the_status(Cluster cluster) {
        create(cluster);

        Reply status = cluster.api().strategic(cluster.core("pods") + "/p/status", """
                {"status": {"phase": "Running", "podIP": "10.0.0.9",
                 "conditions": [{"type": "Ready", "status": "True"}]}}""");

        assertThat(status.at("/status/phase")).isEqualTo("Running");
        assertThat(cluster.api()
                        .get(cluster.core("pods") + "?fieldSelector=status.phase=Running")
                        .body()
                        .path("items"))
                .hasSize(1);
    }

    private static Reply create(Cluster cluster) {
        // A real server's admission wants the account first.
        Awaitility.await()
                .until(() -> cluster.api()
                                .get(cluster.core("serviceaccounts") + "/default")
                                .code()
                        == 200);
        Reply created = cluster.api().post(cluster.core("pods"), POD);
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        return created;
    }

    /**
     * Returns a node of the test's own, which there is not: a real cluster waits 40 seconds after it has first heard of such a node,
     * and then takes away every Pod that is on it.
     */
    private static String node(Cluster cluster) {
        return cluster.namespace();
    }

    private static Reply bind(Cluster cluster, String node) {
        return cluster.api().post(cluster.core("pods") + "/p/binding", """
                {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "p"},
                 "target": {"kind": "Node", "name": "%s"}}""".formatted(node));
    }
}
