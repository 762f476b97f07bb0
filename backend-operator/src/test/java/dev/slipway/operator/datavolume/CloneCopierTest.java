package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloneCopierTest {
    @Test
    void pod_that_reads_the_claim_copies_it() {
        assertThat(CloneCopier.of(List.of(pod("containerized-data-importer", "Running", true)), "golden"))
                .contains("importer-copy");
    }

    @Test
    void pod_that_does_not_run_copies_nothing() {
        assertThat(CloneCopier.of(
                        List.of(
                                pod("containerized-data-importer", "Pending", true),
                                pod("containerized-data-importer", "Succeeded", true)),
                        "golden"))
                .isEmpty();
    }

    @Test
    void pod_that_fills_the_claim_and_pods_of_others_do_not_copy_it() {
        assertThat(CloneCopier.of(
                        List.of(pod("containerized-data-importer", "Running", false), pod("backup", "Running", true)),
                        "golden"))
                .isEmpty();
    }

    private static Pod pod(String app, String phase, boolean readOnly) {
        return Serialization.unmarshal("""
            metadata: {name: importer-copy, namespace: shop, labels: {app: %s}}
            spec: {volumes: [{name: source, persistentVolumeClaim: {claimName: golden, readOnly: %s}}]}
            status: {phase: %s}
            """.formatted(app, readOnly, phase), Pod.class);
    }
}
