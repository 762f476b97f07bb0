package dev.slipway.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.machine.facts.CloneRight;
import dev.slipway.machine.facts.ClusterFacts;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeptRevisionsTest {
    private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

    private final Stored stored = new Stored();
    private Instant now = START;
    private final KeptRevisions kept = new KeptRevisions(stored, () -> now);

    @Test
    void a_revision_is_read_once_in_a_minute() {
        stored.put("web-1", "small");
        assertThat(find("web-1")).contains("small");
        now = START.plusSeconds(59);
        assertThat(find("web-1")).contains("small");
        assertThat(stored.asked).isEqualTo(1);
        now = START.plusSeconds(60);
        assertThat(find("web-1")).contains("small");
        assertThat(stored.asked).isEqualTo(2);
    }

    @Test
    void a_revision_that_was_deleted_no_longer_counts_after_a_minute() {
        stored.put("web-1", "small");
        assertThat(find("web-1")).contains("small");
        stored.revisions.clear();
        now = START.plusSeconds(60);
        assertThat(find("web-1")).isEmpty();
    }

    @Test
    void one_that_was_not_there_is_looked_for_again_at_once() {
        assertThat(find("web-1")).isEmpty();
        stored.put("web-1", "small");
        assertThat(find("web-1")).contains("small");
    }

    private Optional<String> find(String name) {
        return kept.find("apps", "controllerrevisions", "shop", name).map(JsonNode::asText);
    }

    /** An API server that counts what it is asked. */
    private static final class Stored implements ClusterFacts {
        private final Map<String, JsonNode> revisions = new HashMap<>();
        private int asked;

        void put(String name, String content) {
            revisions.put(name, JsonNodeFactory.instance.textNode(content));
        }

        @Override
        public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
            asked++;
            return Optional.ofNullable(revisions.get(name));
        }

        @Override
        public KubeVirtConfiguration configuration() {
            return KubeVirtConfigurationBuilder.builder().build();
        }

        @Override
        public String defaultArchitecture() {
            return "amd64";
        }

        @Override
        public List<JsonNode> list(String group, String resource, String namespace) {
            return List.of();
        }

        @Override
        public boolean mayCreate(String user, List<String> groups, CloneRight.Creation creation) {
            return false;
        }

        @Override
        public String randomUuid() {
            return "00000000-0000-4000-8000-000000000000";
        }
    }
}
