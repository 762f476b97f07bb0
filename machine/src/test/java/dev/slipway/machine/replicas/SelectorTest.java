package dev.slipway.machine.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final LabelSelector ALL_FORMS = selector("""
            matchLabels: {tier: web}
            matchExpressions:
            - {key: zone, operator: In, values: [b, a]}
            - {key: app, operator: NotIn, values: [old]}
            - {key: live, operator: Exists}
            - {key: gone, operator: DoesNotExist}
            """);

    @Test
    void its_text_is_what_kubectl_and_autoscalers_read() {
        assertThat(Selector.of(ALL_FORMS).orElseThrow().text())
                .isEqualTo("app notin (old),!gone,live,tier=web,zone in (a,b)");
        assertThat(Selector.of(new LabelSelector()).orElseThrow().text()).isEmpty();
    }

    @Test
    void every_requirement_must_hold() {
        Selector selector = Selector.of(ALL_FORMS).orElseThrow();
        assertThat(selector.matches(Map.of("tier", "web", "zone", "a", "live", "")))
                .isTrue();
        assertThat(selector.matches(Map.of("tier", "db", "zone", "a", "live", "")))
                .isFalse();
        assertThat(selector.matches(Map.of("tier", "web", "zone", "c", "live", "")))
                .isFalse();
        assertThat(selector.matches(Map.of("tier", "web", "zone", "a", "live", "", "app", "old")))
                .isFalse();
        assertThat(selector.matches(Map.of("tier", "web", "zone", "a"))).isFalse();
        assertThat(selector.matches(Map.of("tier", "web", "zone", "a", "live", "", "gone", "x")))
                .isFalse();
        assertThat(selector.matches(null)).isFalse();
    }

    @Test
    void an_empty_selector_selects_all_and_a_missing_or_malformed_one_is_none() {
        assertThat(Selector.of(new LabelSelector()).orElseThrow().matches(Map.of("x", "y")))
                .isTrue();
        assertThat(Selector.of(null)).isEmpty();
        assertThat(Selector.of(selector("matchExpressions: [{key: app, operator: Near, values: [a]}]")))
                .isEmpty();
        assertThat(Selector.of(selector("matchExpressions: [{key: app, operator: In, values: []}]")))
                .isEmpty();
    }

    @Test
    void labels_of_nodes_are_compared_as_numbers_too() {
        Selector selector = Selector.ofNodes(List.of(
                        new NodeSelectorRequirement("cores", "Gt", List.of("4")),
                        new NodeSelectorRequirement("cores", "Lt", List.of("16"))))
                .orElseThrow();
        assertThat(selector.matches(Map.of("cores", "8"))).isTrue();
        assertThat(selector.matches(Map.of("cores", "4"))).isFalse();
        assertThat(selector.matches(Map.of("cores", "many"))).isFalse();
        assertThat(Selector.ofNodes(List.of(new NodeSelectorRequirement("cores", "Gt", List.of("four")))))
                .isEmpty();
    }

    private static LabelSelector selector(String yaml) {
        return Serialization.unmarshal(yaml, LabelSelector.class);
    }
}
