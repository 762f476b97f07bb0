package dev.slipway.standalone.apiserver.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisruptionBudgetsTest {
    private static final ObjectNode ONE = pod("one", "web", "True");
    private static final ObjectNode TWO = pod("two", "web", "True");
    private static final ObjectNode ILL = pod("ill", "web", "False");
    private static final ObjectNode OTHER = pod("other", "db", "True");

    @Test
    void pod_goes_while_enough_others_are_healthy() {
        assertThat(refusal(ONE, budget("minAvailable: 1"), ONE, TWO, OTHER)).isEmpty();
        assertThat(refusal(ONE, budget("maxUnavailable: 1"), ONE, TWO, OTHER)).isEmpty();
        assertThat(refusal(ONE, budget("minAvailable: '50%'"), ONE, TWO)).isEmpty();
    }

    @Test
    void pod_stays_when_it_is_one_of_those_that_are_needed() {
        assertThat(refusal(ONE, budget("minAvailable: 2"), ONE, TWO, OTHER))
                .get()
                .satisfies(problem -> assertThat(problem.toJson().toString())
                        .contains(
                                "\"code\":429",
                                "Cannot evict pod as it would violate the pod's disruption budget.",
                                "The disruption budget keep needs 2 healthy pods and has 2 currently"));
        assertThat(refusal(ONE, budget("maxUnavailable: 1"), ONE, ILL)).isPresent();
        assertThat(refusal(ONE, budget("minAvailable: '51%'"), ONE, TWO)).isPresent();
    }

    @Test
    void unhealthy_pod_goes_if_enough_are_healthy_or_it_may_always() {
        assertThat(refusal(ILL, budget("minAvailable: 1"), ONE, ILL)).isEmpty();
        assertThat(refusal(ILL, budget("minAvailable: 2"), ONE, ILL)).isPresent();
        assertThat(refusal(ILL, budget("minAvailable: 2, unhealthyPodEvictionPolicy: AlwaysAllow"), ONE, ILL))
                .isEmpty();
    }

    @Test
    void pod_of_no_budget_goes() {
        assertThat(refusal(OTHER, budget("minAvailable: 5"), ONE, TWO, OTHER)).isEmpty();
    }

    @Test
    void two_budgets_of_one_pod_are_an_error_as_in_kubernetes() {
        ObjectNode budget = budget("minAvailable: 0");
        assertThat(DisruptionBudgets.refusal(ONE, List.of(budget, budget), List.of(ONE)))
                .get()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(500));
    }

    private static Optional<Problem> refusal(ObjectNode pod, ObjectNode budget, ObjectNode... pods) {
        return DisruptionBudgets.refusal(pod, List.of(budget), List.of(pods));
    }

    private static ObjectNode budget(String spec) {
        return object("{metadata: {name: keep}, spec: {%s, selector: {matchLabels: {app: web}}}}".formatted(spec));
    }

    private static ObjectNode pod(String name, String app, String ready) {
        return object(
                "{metadata: {name: %s, labels: {app: %s}}, status: {phase: Running, conditions: [{type: Ready, status: '%s'}]}}"
                        .formatted(name, app, ready));
    }

    private static ObjectNode object(String yaml) {
        try {
            return (ObjectNode)
                    new ObjectMapper(new com.fasterxml.jackson.dataformat.yaml.YAMLFactory()).readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
