package dev.slipway.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.admission.EmptyCluster;
import dev.slipway.machine.admission.InstanceInstructions;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class AdmissionAnswerTest {
    private static final InstanceInstructions NOBODY = (namespace, instance, patch) -> {
        throw new AssertionError("no instance is to be told anything");
    };

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MACHINE = """
        {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"vm","namespace":"demo"},
         "spec":{%s"template":{"spec":{"domain":{"devices":{}}}}}}
        """;

    @Test
    void mutating_webhook_completes_the_object_by_a_patch() throws IOException {
        JsonNode response = answer(MACHINE.formatted("\"runStrategy\":\"Always\","), AdmissionAnswer.Phase.MUTATING);
        assertThat(response.path("uid").asText()).isEqualTo("42");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        JsonNode patch =
                JSON.readTree(Base64.getDecoder().decode(response.path("patch").asText()));
        assertThat(patch.findValuesAsText("path")).contains("/spec");
        assertThat(patch.toString()).contains("\"architecture\":\"amd64\"");
    }

    @Test
    void validating_webhook_sends_no_patch() throws IOException {
        JsonNode response = answer(MACHINE.formatted("\"runStrategy\":\"Always\","), AdmissionAnswer.Phase.VALIDATING);
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
    }

    @Test
    void refusal_names_field_and_cause() throws IOException {
        JsonNode response = answer(
                MACHINE.formatted("\"runStrategy\":\"Always\",\"running\":true,"), AdmissionAnswer.Phase.VALIDATING);
        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.at("/status/code").asInt()).isEqualTo(422);
        assertThat(response.at("/status/message").asText())
                .isEqualTo("running and runStrategy exclude each other. Keep runStrategy.");
        assertThat(response.at("/status/details/causes/0/field").asText()).isEqualTo("spec.running");
    }

    @Test
    void mutating_webhook_refuses_only_what_the_operator_makes() throws IOException {
        ObjectNode question = question(MACHINE.formatted("\"runStrategy\":\"Always\",\"running\":true,"));
        assertThat(mutated(question).path("allowed").asBoolean()).isTrue();
        question.withObject("/request/userInfo").put("username", "system:serviceaccount:slipway:operator");
        assertThat(mutated(question).path("allowed").asBoolean()).isFalse();
        question.withObject("/request").put("operation", "UPDATE");
        assertThat(mutated(question).path("allowed").asBoolean()).isTrue();
    }

    @Test
    void kinds_that_nobody_rules_over_pass_untouched() throws IOException {
        ObjectNode question = question("{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\"}}");
        question.withObject("/request/resource").put("group", "").put("resource", "configmaps");
        JsonNode response = mutated(question);
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
    }

    private static JsonNode mutated(JsonNode question) {
        return AdmissionAnswer.to(question, AdmissionAnswer.Phase.MUTATING, new EmptyCluster(), NOBODY)
                .path("response");
    }

    private static JsonNode answer(String object, AdmissionAnswer.Phase phase) throws JsonProcessingException {
        return AdmissionAnswer.to(question(object), phase, new EmptyCluster(), NOBODY)
                .path("response");
    }

    private static ObjectNode question(String object) throws JsonProcessingException {
        ObjectNode question = (ObjectNode) JSON.readTree("""
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"42","operation":"CREATE",
             "resource":{"group":"kubevirt.io","version":"v1","resource":"virtualmachines"},"namespace":"demo","name":"vm",
             "userInfo":{"username":"jane","groups":["system:authenticated"]}}}
            """);
        question.withObject("/request").set("object", JSON.readTree(object));
        return question;
    }
}
