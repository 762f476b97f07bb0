package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvictionReviewTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String TRIGGERED = "Eviction triggered evacuation of VMI \"shop/web\"";

    @Test
    void guest_that_can_move_is_marked_and_its_pod_stays() {
        for (String strategy : List.of("LiveMigrate", "LiveMigrateIfPossible", "External")) {
            assertThat(evict("launcher", strategy, "True", ""))
                    .isInstanceOfSatisfying(Verdict.Instructed.class, told -> {
                        assertThat(told.patch())
                                .isEqualTo(
                                        read("{metadata: {resourceVersion: '7'}, status: {evacuationNodeName: n1}}"));
                        assertThat(told.answer()).isEqualTo(denied(TRIGGERED));
                    });
        }
    }

    @Test
    void eviction_by_the_descheduler_is_noted_and_the_note_of_an_earlier_one_goes() {
        Cluster cluster = new Cluster("LiveMigrate", "True", "", null);
        String signed = "annotations: {requested-by: sigs.k8s.io/descheduler, reason: too full}";
        assertThat(told(Admission.review(eviction("launcher", false, signed), cluster)))
                .isEqualTo(read(
                        "{metadata: {resourceVersion: '7', annotations: {kubevirt.io/eviction-source: descheduler}},"
                                + " status: {evacuationNodeName: n1}}"));
        Cluster before = new Cluster("LiveMigrate", "True", "", null, "{kubevirt.io/eviction-source: descheduler}");
        assertThat(told(Admission.review(eviction("launcher", false), before)))
                .isEqualTo(read("{metadata: {resourceVersion: '7', annotations: {kubevirt.io/eviction-source: null}},"
                        + " status: {evacuationNodeName: n1}}"));
    }

    private static JsonNode told(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Instructed.class);
        return ((Verdict.Instructed) verdict).patch();
    }

    @Test
    void guest_that_cannot_move_stays_goes_or_is_left_to_others() {
        assertThat(evict("launcher", "LiveMigrate", "False", ""))
                .isEqualTo(denied("VMI web is configured with an eviction strategy but is not live-migratable"));
        assertThat(evict("launcher", "LiveMigrateIfPossible", "False", "")).isInstanceOf(Verdict.Allowed.class);
        assertThat(evict("launcher", "External", "False", "")).isInstanceOf(Verdict.Instructed.class);
    }

    @Test
    void guest_without_strategy_is_stopped_unless_the_installation_has_one() {
        assertThat(evict("launcher", "None", "True", "")).isInstanceOf(Verdict.Allowed.class);
        assertThat(evict("launcher", null, "True", "")).isInstanceOf(Verdict.Allowed.class);
        assertThat(Admission.review(eviction("launcher", false), new Cluster(null, "True", "", "LiveMigrate")))
                .isInstanceOf(Verdict.Instructed.class);
    }

    @Test
    void second_eviction_is_told_that_the_guest_is_leaving() {
        assertThat(evict("launcher", "LiveMigrate", "True", "evacuationNodeName: n1,"))
                .isEqualTo(denied("Evacuation in progress: " + TRIGGERED));
    }

    @Test
    void target_of_a_migration_stays() {
        assertThat(evict("target", "LiveMigrate", "True", "")).isEqualTo(denied("Eviction request for target Pod"));
    }

    @Test
    void dry_run_marks_nothing() {
        assertThat(Admission.review(eviction("launcher", true), new Cluster("LiveMigrate", "True", "", null)))
                .isEqualTo(denied(TRIGGERED));
    }

    @Test
    void pod_that_holds_a_volume_stays_while_its_guest_runs() {
        assertThat(evict("volume", "None", "True", ""))
                .isEqualTo(
                        denied("cannot evict hotplug pod: volume associated with running vmi: web in namespace shop"));
        assertThat(evict("volume", "None", "True", "phase: Succeeded,")).isInstanceOf(Verdict.Allowed.class);
    }

    @Test
    void other_pods_and_those_that_have_ended_go() {
        assertThat(evict("foreign", "LiveMigrate", "True", "")).isInstanceOf(Verdict.Allowed.class);
        assertThat(evict("ended", "LiveMigrate", "True", "")).isInstanceOf(Verdict.Allowed.class);
        assertThat(evict("nowhere", "LiveMigrate", "True", "")).isInstanceOf(Verdict.Allowed.class);
    }

    private static Verdict evict(String pod, @Nullable String strategy, String migratable, String status) {
        return Admission.review(eviction(pod, false), new Cluster(strategy, migratable, status, null));
    }

    private static Review eviction(String pod, boolean dryRun) {
        return eviction(pod, dryRun, "");
    }

    private static Review eviction(String pod, boolean dryRun, String metadata) {
        return new Review(
                "",
                "v1",
                "pods",
                "eviction",
                Review.Operation.CREATE,
                "shop",
                pod,
                read("{apiVersion: policy/v1, kind: Eviction, metadata: {name: " + pod + ", " + metadata + "}}"),
                null,
                "admin",
                List.of(),
                dryRun);
    }

    private static Verdict.Denied denied(String sentence) {
        return new Verdict.Denied(429, "", sentence, List.of());
    }

    private static JsonNode read(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A guest on node n1, its Pod, the Pod of its migration's target, one that holds a volume for it, and others. */
    private static final class Cluster extends EmptyCluster {
        private final @Nullable String strategy;
        private final String migratable;
        private final String status;
        private final @Nullable String ofAll;
        private final String annotations;

        Cluster(@Nullable String strategy, String migratable, String status, @Nullable String ofAll) {
            this(strategy, migratable, status, ofAll, "{}");
        }

        Cluster(
                @Nullable String strategy,
                String migratable,
                String status,
                @Nullable String ofAll,
                String annotations) {
            this.strategy = strategy;
            this.migratable = migratable;
            this.status = status;
            this.ofAll = ofAll;
            this.annotations = annotations;
        }

        @Override
        public KubeVirtConfiguration configuration() {
            return KubeVirtConfigurationBuilder.builder()
                    .evictionStrategy(ofAll)
                    .build();
        }

        @Override
        public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
            return Optional.ofNullable(
                    switch (resource + "/" + name) {
                        case "virtualmachineinstances/web" ->
                            read("""
                                {metadata: {name: web, namespace: shop, resourceVersion: '7', annotations: %s}, spec: {%s},
                                 status: {%s nodeName: n1, conditions: [{type: LiveMigratable, status: '%s'}]}}\
                                """.formatted(
                                            annotations,
                                            strategy == null ? "" : "evictionStrategy: " + strategy,
                                            status,
                                            migratable));
                        case "pods/launcher" -> pod("virt-launcher", "n1", "Running");
                        case "pods/ended" -> pod("virt-launcher", "n1", "Succeeded");
                        case "pods/target" -> pod("virt-launcher", "n2", "Running");
                        case "pods/foreign" -> pod("database", "n1", "Running");
                        case "pods/volume" -> read("""
                            {metadata: {name: volume, namespace: shop, labels: {kubevirt.io: hotplug-disk},
                             ownerReferences: [{kind: Pod, name: launcher}]}}\
                            """);
                        default -> null;
                    });
        }

        private static JsonNode pod(String part, String node, String phase) {
            return read("""
                {metadata: {labels: {kubevirt.io: %s}, annotations: {kubevirt.io/domain: web}},
                 spec: {nodeName: %s}, status: {phase: %s}}\
                """.formatted(part, node, phase));
        }
    }
}
