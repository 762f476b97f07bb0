package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Webhooks that judge and change what is written. */
@ExtendWith(ContractServer.class)
final class WebhookContractTest {
    private static final String REGISTRATIONS = "/apis/admissionregistration.k8s.io/v1/";
    private static final String VALIDATING = "ValidatingWebhookConfiguration";
    private static final String MUTATING = "MutatingWebhookConfiguration";
    private static final String LABEL = """
        [{"op": "add", "path": "/metadata/labels", "value": {"seen": "true"}}]\
        """;

    private final HookServer hooks = new HookServer();
    private final List<String> registered = new ArrayList<>();
    private ApiClient api;

    @BeforeEach
    void remember(Cluster cluster) {
        api = cluster.api();
    }

    @AfterEach
    void forget() throws IOException {
        registered.forEach(api::delete);
        hooks.close();
    }

    @Test
    void registration_is_completed(Cluster cluster) {
        Reply created = register(cluster, VALIDATING, hooks.hook(cluster, "/allow"));

        assertThat(created.at("/webhooks/0/failurePolicy")).isEqualTo("Fail");
        assertThat(created.at("/webhooks/0/matchPolicy")).isEqualTo("Equivalent");
        assertThat(created.at("/webhooks/0/timeoutSeconds")).isEqualTo("10");
        assertThat(created.at("/webhooks/0/rules/0/scope")).isEqualTo("*");
        assertThat(created.at("/metadata/generation")).isEqualTo("1");
    }

    @Test
    void wrong_registration_is_refused(Cluster cluster) {
        ObjectNode hook = hooks.hook(cluster, "/allow").put("name", "short").put("timeoutSeconds", 31);
        hook.remove("sideEffects");
        ((ObjectNode) hook.path("clientConfig")).remove("url");

        Reply refused = post(cluster, VALIDATING, hook);

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.body().at("/details/causes").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "webhooks[0].name",
                        "webhooks[0].clientConfig",
                        "webhooks[0].sideEffects",
                        "webhooks[0].timeoutSeconds");
        assertThat(refused.message())
                .contains("should be a domain with at least three segments separated by dots")
                .contains("webhooks[0].clientConfig: Required value: exactly one of url or service is required")
                .contains("webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun")
                .contains("the timeout value must be between 1 and 30 seconds");
    }

    @Test
    void words_that_are_none_of_the_choices_are_refused(Cluster cluster) {
        ObjectNode hook =
                hooks.hook(cluster, "/allow").put("failurePolicy", "Perhaps").put("matchPolicy", "Similar");
        hook.put("sideEffects", "Many").put("reinvocationPolicy", "Often");
        ObjectNode rule = (ObjectNode) hook.at("/rules/0");
        rule.put("scope", "Here").putArray("operations").add("LIST");

        Reply refused = post(cluster, MUTATING, hook);

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.body().at("/details/causes").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "webhooks[0].failurePolicy",
                        "webhooks[0].matchPolicy",
                        "webhooks[0].sideEffects",
                        "webhooks[0].reinvocationPolicy",
                        "webhooks[0].rules[0].scope",
                        "webhooks[0].rules[0].operations[0]");
        assertThat(refused.message())
                .contains("webhooks[0].failurePolicy: Unsupported value: \"Perhaps\": supported values: \"Fail\","
                        + " \"Ignore\"")
                .contains("\"LIST\": supported values: \"*\", \"CONNECT\", \"CREATE\", \"DELETE\", \"UPDATE\"");
    }

    @Test
    void conditions_that_cannot_decide_are_refused(Cluster cluster) {
        ObjectNode hook = hooks.hook(cluster, "/allow");
        ArrayNode conditions = hook.putArray("matchConditions");
        conditions.addObject().put("name", "broken").put("expression", "object.metadata.name ==");
        conditions.addObject().put("name", "text").put("expression", "'yes'");
        conditions.addObject().put("name", "empty").put("expression", "");

        Reply refused = post(cluster, VALIDATING, hook);

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.body().at("/details/causes").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "webhooks[0].matchConditions[0].expression",
                        "webhooks[0].matchConditions[1].expression",
                        "webhooks[0].matchConditions[2].expression");
        assertThat(refused.message())
                .contains("compilation failed: ERROR: <input>:1:")
                .contains("must evaluate to bool")
                .contains("webhooks[0].matchConditions[2].expression: Required value");
    }

    @Test
    void service_with_a_wrong_path_or_port_is_refused(Cluster cluster) {
        ObjectNode hook = hooks.hook(cluster, "/allow");
        ObjectNode config = (ObjectNode) hook.path("clientConfig");
        config.remove("url");
        config.putObject("service")
                .put("name", "a")
                .put("namespace", "b")
                .put("path", "judge")
                .put("port", 70_000);

        Reply refused = post(cluster, VALIDATING, hook);

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.body().at("/details/causes").findValuesAsText("field"))
                .contains("webhooks[0].clientConfig.service.path", "webhooks[0].clientConfig.service.port");
        assertThat(refused.message())
                .contains("must start with a '/'")
                .contains("port is not valid: must be between 1 and 65535, inclusive");
    }

    @Test
    void certificates_that_are_no_base64_are_refused(Cluster cluster) {
        ObjectNode hook = hooks.hook(cluster, "/allow");
        ((ObjectNode) hook.path("clientConfig")).put("caBundle", "abcde");

        Reply refused = post(cluster, VALIDATING, hook);

        assertThat(refused.code()).isIn(400, 422);
        assertThat(refused.message()).contains("illegal base64 data");
    }

    @Test
    void certificates_that_are_none_count_as_no_answer(Cluster cluster) {
        ObjectNode hook = hooks.hook(cluster, "/allow");
        ((ObjectNode) hook.path("clientConfig")).put("caBundle", "Cg==");
        register(cluster, VALIDATING, hook);

        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.code()).isEqualTo(500);
        assertThat(refused.message())
                .isEqualTo(
                        "Internal error occurred: failed calling webhook \"allow.contract.slipway.dev\": could not get"
                                + " REST client: unable to load root certificates: unable to parse bytes as PEM block");
        assertThat(api.delete(registered.removeLast()).code()).isEqualTo(200);
    }

    @Test
    void address_with_an_impossible_port_counts_as_no_answer(Cluster cluster) {
        ObjectNode hook = hooks.hook(cluster, "/nowhere");
        ((ObjectNode) hook.path("clientConfig")).put("url", "https://127.0.0.1:99999/nowhere");
        register(cluster, VALIDATING, hook);

        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.message()).endsWith("dial tcp: address 99999: invalid port");
        assertThat(api.delete(registered.removeLast()).code()).isEqualTo(200);
        register(cluster, VALIDATING, hook.put("failurePolicy", "Ignore"));
        Awaitility.await("a write passes")
                .atMost(Duration.ofMinutes(1))
                .until(() -> create(cluster, "passes", "{}").code() == 201);
    }

    @Test
    void answer_that_does_not_end_in_time_is_left(Cluster cluster) {
        hooks.endless("/endless");
        register(cluster, VALIDATING, hooks.hook(cluster, "/endless").put("timeoutSeconds", 1));

        assertThat(awaitRefused(cluster, "{}").message()).endsWith("context deadline exceeded");

        Awaitility.await("the server leaves").atMost(Duration.ofSeconds(10)).until(() -> hooks.wasLeft("/endless"));
    }

    @Test
    void many_writes_are_judged_at_once(Cluster cluster) throws InterruptedException {
        hooks.at("/many", HookServer::allowed);
        register(cluster, VALIDATING, hooks.hook(cluster, "/many"));
        awaitAsked(cluster, "/many");
        hooks.silence("/many");
        int before = hooks.asked("/many").size();
        List<Thread> writers = java.util.stream.IntStream.range(0, 12)
                .mapToObj(number -> Thread.ofVirtual().start(() -> create(cluster, "many-" + number, "{}")))
                .toList();

        Awaitility.await("all are asked about before one of them is given up")
                .atMost(Duration.ofSeconds(8))
                .until(() -> hooks.asked("/many").size() == before + writers.size());

        for (Thread writer : writers) {
            writer.join();
        }
    }

    @Test
    void eviction_is_told_as_such(Cluster cluster) {
        hooks.at("/evicted", HookServer::allowed);
        ObjectNode hook = hooks.hook(cluster, "/evicted");
        ((ArrayNode) hook.at("/rules/0/resources")).removeAll().add("pods/eviction");
        cluster.api().post(cluster.core("pods"), """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
                 "spec": {"automountServiceAccountToken": false, "containers": [{"name": "c", "image": "image"}]}}""");
        register(cluster, VALIDATING, hook);
        Awaitility.await("the webhook is asked").atMost(Duration.ofMinutes(1)).until(() -> {
            cluster.api().post(cluster.core("pods") + "/p/eviction?dryRun=All", """
                    {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "p"}}""");
            return !hooks.asked("/evicted").isEmpty();
        });

        HookServer.Asked asked = hooks.asked("/evicted").getLast();
        assertThat(asked.request().path("kind")).hasToString("""
            {"group":"policy","version":"v1","kind":"Eviction"}\
            """);
        assertThat(asked.request().path("requestKind"))
                .isEqualTo(asked.request().path("kind"));
        assertThat(asked.request().path("resource")).hasToString("""
            {"group":"","version":"v1","resource":"pods"}\
            """);
        assertThat(asked.request().path("subResource").asText()).isEqualTo("eviction");
    }

    @Test
    void scale_is_told_as_such_and_may_be_changed(Cluster cluster) {
        hooks.at(
                "/scaled",
                request -> request.at("/object/spec/replicas").asInt() == 3
                        ? HookServer.patched(
                                request, "[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 2}]")
                        : HookServer.allowed(request));
        ObjectNode hook = hooks.hook(cluster, "/scaled");
        ObjectNode rule = (ObjectNode) hook.at("/rules/0");
        rule.putArray("apiGroups").add(Widgets.GROUP);
        rule.putArray("resources").add("*/scale");
        cluster.createWidget("w", "{\"size\": 1, \"replicas\": 1}");
        register(cluster, MUTATING, hook);
        String scale = cluster.widgets() + "/w/scale";
        Awaitility.await("the webhook is asked").atMost(Duration.ofMinutes(1)).until(() -> {
            cluster.api().merge(scale + "?dryRun=All", "{\"spec\": {\"replicas\": 4}}");
            return !hooks.asked("/scaled").isEmpty();
        });

        HookServer.Asked asked = hooks.asked("/scaled").getLast();
        assertThat(asked.request().path("kind")).hasToString("""
            {"group":"autoscaling","version":"v1","kind":"Scale"}\
            """);
        assertThat(asked.request().path("resource")).hasToString("""
            {"group":"contract.slipway.dev","version":"v1","resource":"widgets"}\
            """);
        assertThat(asked.request().path("subResource").asText()).isEqualTo("scale");
        assertThat(asked.request().path("name").asText()).isEqualTo("w");
        assertThat(asked.request().at("/object/kind").asText()).isEqualTo("Scale");
        assertThat(asked.request().at("/object/spec/replicas").asInt()).isEqualTo(4);
        assertThat(asked.request().at("/oldObject/spec/replicas").asInt()).isEqualTo(1);
        assertThat(asked.request().at("/object/spec").size()).isEqualTo(1);
        assertThat(cluster.api().merge(scale, "{\"spec\": {\"replicas\": 3}}").at("/spec/replicas"))
                .isEqualTo("2");
        assertThat(cluster.api().get(cluster.widgets() + "/w").at("/spec/replicas"))
                .isEqualTo("2");
    }

    @Test
    void condition_may_ask_for_rights(Cluster cluster) {
        hooks.at("/rights", request -> HookServer.review(request, "\"allowed\": false"));
        ObjectNode hook = hooks.hook(cluster, "/rights");
        hook.putArray("matchConditions")
                .addObject()
                .put("name", "unless-master")
                .put(
                        "expression",
                        "authorizer.group('').resource('configmaps').namespace(request.namespace).check('create').allowed()"
                                + " && !authorizer.requestResource.check('nothing').reason().startsWith('x')");
        register(cluster, VALIDATING, hook);

        assertThat(awaitRefused(cluster, "{}").code()).isEqualTo(400);
    }

    @Test
    void webhook_is_told_what_is_written_and_by_whom(Cluster cluster) {
        hooks.at("/told", HookServer::allowed);
        register(cluster, VALIDATING, hooks.hook(cluster, "/told"));
        awaitAsked(cluster, "/told");

        cluster.createConfigMap("told", "{\"a\": \"b\"}");

        HookServer.Asked asked = hooks.asked("/told").getLast();
        assertThat(asked.query()).isEqualTo("timeout=10s");
        assertThat(asked.review().path("kind").asText()).isEqualTo("AdmissionReview");
        assertThat(asked.request().path("kind")).hasToString("""
            {"group":"","version":"v1","kind":"ConfigMap"}\
            """);
        assertThat(asked.request().path("resource")).hasToString("""
            {"group":"","version":"v1","resource":"configmaps"}\
            """);
        assertThat(asked.request().path("requestKind"))
                .isEqualTo(asked.request().path("kind"));
        assertThat(asked.request().path("operation").asText()).isEqualTo("CREATE");
        assertThat(asked.request().path("namespace").asText()).isEqualTo(cluster.namespace());
        assertThat(asked.request().path("name").asText()).isEqualTo("told");
        assertThat(asked.request().at("/userInfo/groups").toString()).contains("system:masters");
        assertThat(asked.request().at("/object/data/a").asText()).isEqualTo("b");
        assertThat(asked.request().path("oldObject").isNull()).isTrue();
        assertThat(asked.request().path("dryRun").asBoolean(true)).isFalse();
        assertThat(asked.request().at("/options/kind").asText()).isEqualTo("CreateOptions");
    }

    @Test
    void refusal_has_code_message_and_warnings_of_the_webhook(Cluster cluster) {
        hooks.at(
                "/deny",
                request -> HookServer.review(
                        request,
                        "\"allowed\": false, \"warnings\": [\"mind\"], \"status\": {\"code\": 418, \"reason\":"
                                + " \"Teapot\", \"message\": \"no tea\"}"));
        register(cluster, VALIDATING, hooks.hook(cluster, "/deny"));
        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.code()).isEqualTo(418);
        assertThat(refused.at("/reason")).isEqualTo("Teapot");
        assertThat(refused.message())
                .isEqualTo("admission webhook \"deny.contract.slipway.dev\" denied the request: no tea");
        assertThat(refused.warnings()).containsExactly("299 - \"mind\"");
    }

    @Test
    void refusal_without_a_reason_says_so(Cluster cluster) {
        hooks.at("/deny", request -> HookServer.review(request, "\"allowed\": false"));
        register(cluster, VALIDATING, hooks.hook(cluster, "/deny"));
        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo("admission webhook \"deny.contract.slipway.dev\" denied the request without explanation");
    }

    @Test
    void change_of_a_webhook_is_stored_and_seen_by_the_judging_one(Cluster cluster) {
        hooks.at("/change", request -> HookServer.patched(request, LABEL)).at("/judge", HookServer::allowed);
        register(cluster, MUTATING, hooks.hook(cluster, "/change"));
        register(cluster, VALIDATING, hooks.hook(cluster, "/judge"));
        awaitAsked(cluster, "/judge");
        awaitAsked(cluster, "/change");

        Reply created = cluster.createConfigMap("changed", "{}");

        assertThat(created.at("/metadata/labels/seen")).isEqualTo("true");
        assertThat(cluster.api().get(cluster.configMaps() + "/changed").at("/metadata/labels/seen"))
                .isEqualTo("true");
        assertThat(hooks.asked("/judge")
                        .getLast()
                        .request()
                        .at("/object/metadata/labels/seen")
                        .asText())
                .isEqualTo("true");
    }

    @Test
    void first_webhook_is_asked_again_if_a_later_one_changed_something(Cluster cluster) {
        hooks.at("/first", HookServer::allowed).at("/second", request -> HookServer.patched(request, LABEL));
        ObjectNode first = hooks.hook(cluster, "/first").put("reinvocationPolicy", "IfNeeded");
        register(cluster, MUTATING, first, hooks.hook(cluster, "/second"));
        awaitAsked(cluster, "/second");
        int before = hooks.asked("/first").size();

        cluster.createConfigMap("again", "{}");

        assertThat(hooks.asked("/first")).hasSize(before + 2);
        assertThat(hooks.asked("/first")
                        .getLast()
                        .request()
                        .at("/object/metadata/labels/seen")
                        .asText())
                .isEqualTo("true");
    }

    @Test
    void change_that_does_not_fit_refuses(Cluster cluster) {
        hooks.at(
                "/unfit",
                request -> HookServer.patched(request, "[{\"op\": \"remove\", \"path\": \"/data/nothing/there\"}]"));
        register(cluster, MUTATING, hooks.hook(cluster, "/unfit"));
        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.code()).isEqualTo(500);
        assertThat(refused.message()).startsWith("Internal error occurred: ");
    }

    @Test
    void stored_object_keeps_its_name(Cluster cluster) {
        hooks.at(
                "/rename",
                request -> HookServer.patched(
                        request, "[{\"op\": \"replace\", \"path\": \"/metadata/name\", \"value\": \"other\"}]"));
        ObjectNode hook = hooks.hook(cluster, "/rename");
        ((ArrayNode) hook.at("/rules/0/operations")).removeAll().add("UPDATE");
        cluster.createConfigMap("kept", "{}");
        register(cluster, MUTATING, hook);
        Reply refused = Awaitility.await("a write is refused")
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> cluster.api().merge(cluster.configMaps() + "/kept", "{\"data\": {\"a\": \"b\"}}"),
                        reply -> reply.code() >= 400);

        assertThat(refused.code()).isIn(400, 422);
        assertThat(cluster.api().get(cluster.configMaps() + "/other").code()).isEqualTo(404);
    }

    @Test
    void deletion_shows_the_old_object(Cluster cluster) {
        hooks.at("/gone", HookServer::allowed);
        ObjectNode hook = hooks.hook(cluster, "/gone");
        ((ArrayNode) hook.at("/rules/0/operations")).removeAll().add("DELETE");
        cluster.createConfigMap("gone", "{\"a\": \"b\"}");
        register(cluster, VALIDATING, hook);
        Awaitility.await("the webhook is asked").atMost(Duration.ofMinutes(1)).until(() -> {
            cluster.api().delete(cluster.configMaps() + "/gone?dryRun=All");
            return !hooks.asked("/gone").isEmpty();
        });

        assertThat(cluster.api().delete(cluster.configMaps() + "/gone").code()).isEqualTo(200);

        HookServer.Asked asked = hooks.asked("/gone").getLast();
        assertThat(asked.request().path("operation").asText()).isEqualTo("DELETE");
        assertThat(asked.request().path("object").isNull()).isTrue();
        assertThat(asked.request().at("/oldObject/data/a").asText()).isEqualTo("b");
    }

    @Test
    void labels_and_conditions_choose(Cluster cluster) {
        hooks.at("/chosen", request -> HookServer.review(request, "\"allowed\": false"));
        ObjectNode hook = hooks.hook(cluster, "/chosen");
        hook.putObject("objectSelector").putObject("matchLabels").put("judge", "me");
        hook.putArray("matchConditions")
                .addObject()
                .put("name", "not-spared")
                .put("expression", "!has(object.data) || !('spare' in object.data) || request.operation == 'DELETE'");
        register(cluster, VALIDATING, hook);
        awaitRefused(cluster, "{\"labels\": {\"judge\": \"me\"}}");

        assertThat(create(cluster, "plain", "{}").code()).isEqualTo(201);
        Reply spared = cluster.api().post(cluster.configMaps(), """
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "spared", "labels": {"judge": "me"}},
             "data": {"spare": "yes"}}\
            """);
        assertThat(spared.code()).as(spared.text()).isEqualTo(201);
    }

    @Test
    void webhook_that_cannot_be_reached_refuses(Cluster cluster) {
        ObjectNode hook = hooks.hook(cluster, "/nobody");
        ((ObjectNode) hook.path("clientConfig")).put("url", "https://127.0.0.1:1/nobody");
        register(cluster, VALIDATING, hook);
        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.code()).isEqualTo(500);
        assertThat(refused.at("/reason")).isEqualTo("InternalError");
        assertThat(refused.message())
                .isEqualTo("Internal error occurred: failed calling webhook \"nobody.contract.slipway.dev\": failed to"
                        + " call webhook: Post \"https://127.0.0.1:1/nobody?timeout=10s\": dial tcp 127.0.0.1:1:"
                        + " connect: connection refused");
    }

    @Test
    void webhook_that_takes_too_long_refuses(Cluster cluster) {
        register(cluster, VALIDATING, hooks.hook(cluster, "/slow").put("timeoutSeconds", 1));
        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.message())
                .isEqualTo(
                        "Internal error occurred: failed calling webhook \"slow.contract.slipway.dev\": failed to call"
                                + " webhook: Post \"" + hooks.url("/slow")
                                + "?timeout=1s\": context deadline exceeded");
    }

    @Test
    void webhook_with_a_strange_certificate_is_not_trusted(Cluster cluster) {
        hooks.at("/strange", HookServer::allowed);
        ObjectNode hook = hooks.hook(cluster, "/strange");
        try (HookServer other = new HookServer()) {
            ((ObjectNode) hook.path("clientConfig")).put("caBundle", other.authority());
            register(cluster, VALIDATING, hook);
            Reply refused = awaitRefused(cluster, "{}");

            assertThat(refused.message())
                    .contains("tls: failed to verify certificate: x509: certificate signed by unknown authority");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(hooks.asked("/strange")).isEmpty();
    }

    @Test
    void failure_that_may_be_ignored_lets_pass(Cluster cluster) {
        hooks.at("/broken", request -> "500 broken");
        register(cluster, VALIDATING, hooks.hook(cluster, "/broken").put("failurePolicy", "Ignore"));
        awaitAsked(cluster, "/broken");

        assertThat(create(cluster, "passes", "{}").code()).isEqualTo(201);
    }

    @Test
    void error_of_a_webhook_is_told(Cluster cluster) {
        hooks.at("/broken", request -> "500 broken");
        register(cluster, VALIDATING, hooks.hook(cluster, "/broken"));
        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.message())
                .isEqualTo("Internal error occurred: failed calling webhook \"broken.contract.slipway.dev\": failed to"
                        + " call webhook: an error on the server (\"broken\") has prevented the request from"
                        + " succeeding");
    }

    @Test
    void answer_to_another_question_refuses(Cluster cluster) {
        hooks.at("/other", request -> """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": {"uid": "x", "allowed": true}}\
            """);
        register(cluster, VALIDATING, hooks.hook(cluster, "/other"));
        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.message())
                .matches("Internal error occurred: failed calling webhook \"other.contract.slipway.dev\": received"
                        + " invalid webhook response: expected response.uid=\"[-0-9a-f]+\", got \"x\"");
    }

    @Test
    void judging_webhook_may_not_change(Cluster cluster) {
        hooks.at("/judge", request -> HookServer.patched(request, LABEL));
        register(cluster, VALIDATING, hooks.hook(cluster, "/judge"));
        Reply refused = awaitRefused(cluster, "{}");

        assertThat(refused.message())
                .endsWith("received invalid webhook response: validating webhook may not return response.patch");
    }

    private Reply register(Cluster cluster, String kind, ObjectNode... webhooks) {
        Reply created = post(cluster, kind, webhooks);
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        registered.add(REGISTRATIONS + kind.toLowerCase(java.util.Locale.ROOT) + "s/" + created.at("/metadata/name"));
        return created;
    }

    private static Reply post(Cluster cluster, String kind, ObjectNode... webhooks) {
        ObjectNode configuration = ApiClient.JSON
                .createObjectNode()
                .put("apiVersion", "admissionregistration.k8s.io/v1")
                .put("kind", kind);
        configuration.putObject("metadata").put("generateName", cluster.namespace() + "-");
        configuration.putArray("webhooks").addAll(List.of(webhooks));
        return cluster.api()
                .post(REGISTRATIONS + kind.toLowerCase(java.util.Locale.ROOT) + "s", configuration.toString());
    }

    private static Reply create(Cluster cluster, String name, String metadata) {
        ObjectNode map =
                ApiClient.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        try {
            map.set("metadata", ((ObjectNode) ApiClient.JSON.readTree(metadata)).put("name", name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return cluster.api().post(cluster.configMaps(), map.toString());
    }

    /** A registration counts a moment after it was made. */
    private void awaitAsked(Cluster cluster, String path) {
        Awaitility.await(path + " is asked").atMost(Duration.ofMinutes(1)).until(() -> {
            cluster.api().post(cluster.configMaps() + "?dryRun=All", """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "probe"}}\
                """);
            return !hooks.asked(path).isEmpty();
        });
    }

    private Reply awaitRefused(Cluster cluster, String metadata) {
        int[] number = {0};
        return Awaitility.await("a write is refused")
                .atMost(Duration.ofMinutes(1))
                .until(() -> create(cluster, "refused-" + number[0]++, metadata), reply -> reply.code() >= 400);
    }
}
