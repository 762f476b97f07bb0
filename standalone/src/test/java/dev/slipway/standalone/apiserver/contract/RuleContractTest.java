package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules in CEL, with the functions that Kubernetes adds. The cases are in {@code rules.yaml}. */
@ExtendWith(ContractServer.class)
final class RuleContractTest {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    /** Each case has a version of its own field, so that all of them need one definition. */
    @Test
    void rules_hold_as_they_should(Cluster cluster) throws IOException {
        JsonNode cases = cases();
        define(cluster, cases);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            JsonNode rule = cases.get(i);
            for (JsonNode value : rule.path("good")) {
                String found = write(cluster, i, value, JsonNodes.ABSENT);
                if (!found.isEmpty()) {
                    wrong.add(rule.path("rule").asText() + " of " + value + ": " + found);
                }
            }
            for (JsonNode bad : rule.path("bad")) {
                String found = write(cluster, i, bad.path("value"), bad.path("old"));
                String expected = bad.path("says").asText().replace("FIELD", "spec.case" + i);
                if (!found.equals(expected)) {
                    wrong.add(rule.path("rule").asText() + " of " + bad.path("value") + ": " + found);
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static final class JsonNodes {
        static final JsonNode ABSENT = com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static JsonNode cases() throws IOException {
        try (InputStream cases = RuleContractTest.class.getResourceAsStream("rules.yaml")) {
            return YAML.readTree(Objects.requireNonNull(cases));
        }
    }

    private static String group(Cluster cluster) {
        return cluster.namespace() + ".slipway.dev";
    }

    private static String rules(Cluster cluster) {
        return "/apis/" + group(cluster) + "/v1/namespaces/" + cluster.namespace() + "/ruleds";
    }

    private static void define(Cluster cluster, JsonNode cases) throws IOException {
        ObjectNode definition = (ObjectNode) YAML.readTree("""
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: ruleds.%1$s},
             spec: {group: %1$s, scope: Namespaced, names: {plural: ruleds, kind: Ruled}, versions: [
              {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {
               spec: {type: object, properties: {}}}}}}]}}\
            """.formatted(group(cluster)));
        ObjectNode fields =
                (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
        for (int i = 0; i < cases.size(); i++) {
            ObjectNode rule = cases.get(i).deepCopy();
            ObjectNode schema = rule.path("schema").isObject()
                    ? rule.path("schema").deepCopy()
                    : (ObjectNode) YAML.readTree("{type: string, maxLength: 100}");
            rule.remove(List.of("schema", "good", "bad"));
            schema.putArray("x-kubernetes-validations").add(rule);
            fields.set("case" + i, schema);
        }
        Reply defined = cluster.api().post(DEFINITIONS, definition.toString());
        assertThat(defined.code()).as(defined.text()).isEqualTo(201);
        Awaitility.await("the definition is served")
                .atMost(Duration.ofMinutes(1))
                .until(() -> cluster.api().get(rules(cluster)).code() == 200);
    }

    /** Returns what was said against it, empty if nothing. */
    private static String write(Cluster cluster, int number, JsonNode value, JsonNode old) throws IOException {
        if (old.isMissingNode()) {
            return said(cluster.api().post(rules(cluster) + "?dryRun=All", ruled(cluster, "new", number, value)));
        }
        String name = "case" + number;
        cluster.api().delete(rules(cluster) + "/" + name);
        Reply before = cluster.api().post(rules(cluster), ruled(cluster, name, number, old));
        assertThat(before.code()).as(before.text()).isEqualTo(201);
        return said(cluster.api().merge(rules(cluster) + "/" + name, ruled(cluster, name, number, value)));
    }

    private static String said(Reply reply) {
        String text = reply.message();
        int at = text.indexOf("is invalid: ");
        return reply.code() < 300 ? "" : at < 0 ? text : text.substring(at + "is invalid: ".length());
    }

    private static String ruled(Cluster cluster, String name, int number, JsonNode value) throws IOException {
        ObjectNode object = (ObjectNode) YAML.readTree(
                "{apiVersion: %s/v1, kind: Ruled, metadata: {name: %s}, spec: {}}".formatted(group(cluster), name));
        ((ObjectNode) object.path("spec")).set("case" + number, value);
        return object.toString();
    }
}
