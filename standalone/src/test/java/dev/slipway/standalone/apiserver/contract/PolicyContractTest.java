package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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

/** Policies in CEL that judge what is written. */
@ExtendWith(ContractServer.class)
final class PolicyContractTest {
    private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private static final String BINDINGS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
    private static final YAMLMapper YAML = new YAMLMapper();

    private final List<String> made = new ArrayList<>();
    private Cluster cluster;
    private ApiClient api;
    private int number;

    @BeforeEach
    void remember(Cluster given) {
        cluster = given;
        api = given.api();
    }

    @AfterEach
    void forget() {
        made.reversed().forEach(api::delete);
    }

    @Test
    void policy_is_completed() {
        Reply created = policy("validations: [{expression: 'true'}]");

        assertThat(created.code()).as(created.text()).isEqualTo(201);
        assertThat(created.at("/spec/failurePolicy")).isEqualTo("Fail");
        assertThat(created.at("/spec/matchConstraints/matchPolicy")).isEqualTo("Equivalent");
        assertThat(created.body().at("/spec/matchConstraints/objectSelector").isObject())
                .isTrue();
        assertThat(created.at("/spec/matchConstraints/resourceRules/0/scope")).isEqualTo("*");
        assertThat(created.at("/metadata/generation")).isEqualTo("1");
    }

    @Test
    void wrong_policy_is_refused() {
        Reply refused = policy("""
                failurePolicy: Perhaps
                paramKind: {apiVersion: v1, kind: Config Map}
                matchConditions: [{name: text, expression: "'yes'"}]
                variables: [{name: a-b, expression: "1"}]
                validations:
                - {expression: "object.metadata.name =="}
                - {expression: "'yes'"}
                - {expression: "true", messageExpression: "1", message: " ", reason: NotFound}
                """);

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.body().at("/details/causes").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "spec.failurePolicy",
                        "spec.paramKind.kind",
                        "spec.matchConditions[0].expression",
                        "spec.variables[0].name",
                        "spec.validations[0].expression",
                        "spec.validations[1].expression",
                        "spec.validations[2].messageExpression",
                        "spec.validations[2].message",
                        "spec.validations[2].reason");
        assertThat(refused.message())
                .contains("spec.failurePolicy: Unsupported value: \"Perhaps\": supported values: \"Fail\", \"Ignore\"")
                .contains("spec.variables[0].name: Invalid value: \"a-b\": must be a valid CEL identifier")
                .contains("compilation failed: ERROR: <input>:1:")
                .contains(
                        "spec.validations[1].expression: Invalid value: \"'yes'\": must evaluate to bool but got string")
                .contains(
                        "spec.validations[2].messageExpression: Invalid value: \"1\": must evaluate to string but got int")
                .contains("spec.validations[2].message: Invalid value: \" \": must be non-empty if specified")
                .contains("supported values: \"Forbidden\", \"Invalid\", \"RequestEntityTooLarge\"");
    }

    @Test
    void policy_without_rules_or_validations_is_refused() throws IOException {
        ObjectNode object = object("ValidatingAdmissionPolicy", "{}");

        Reply refused = api.post(POLICIES, object.toString());

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.body().at("/details/causes").findValuesAsText("field"))
                .containsExactlyInAnyOrder("spec.matchConstraints", "spec.validations", "spec.auditAnnotations");
    }

    @Test
    void wrong_binding_is_refused() throws IOException {
        ObjectNode object = object("ValidatingAdmissionPolicyBinding", """
                paramRef: {}
                validationActions: [Deny, Warn, Deny, Shout]
                """);

        Reply refused = api.post(BINDINGS, object.toString());

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains("spec.policyName: Required value")
                .contains("spec.paramRef: Required value: one of name or selector must be specified")
                .contains("spec.paramRef.parameterNotFoundAction: Required value")
                .contains("spec.validationActions[2]: Duplicate value: \"Deny\"")
                .contains("supported values: \"Audit\", \"Deny\", \"Warn\"")
                .contains("must not contain both Deny and Warn");
    }

    @Test
    void denial_says_which_policy_and_why() {
        bound("validations: [{expression: \"!has(object.data) || object.data.size() < 1\"}]", "");

        Reply refused = awaitRefused("{\"a\": \"b\"}");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.at("/reason")).isEqualTo("Invalid");
        assertThat(refused.message())
                .isEqualTo(
                        "configmaps \"%s\" is forbidden: ValidatingAdmissionPolicy '%s' with binding '%s' denied request: failed expression: !has(object.data) || object.data.size() < 1"
                                .formatted(last(), name(), name()));
        assertThat(refused.at("/details/kind")).isEqualTo("configmaps");
        assertThat(refused.at("/details/causes/0/message"))
                .startsWith("ValidatingAdmissionPolicy '" + name() + "' with binding");
        assertThat(create("{}").code()).isEqualTo(201);
    }

    @Test
    void message_and_reason_are_the_policys_own() {
        bound("""
                validations:
                - expression: "!('a' in object.data)"
                  message: not a
                  reason: Forbidden
                - expression: "!('b' in object.data)"
                  message: not b
                  messageExpression: "'not b in ' + object.metadata.name"
                - expression: "!('c' in object.data)"
                  message: not c
                  messageExpression: "string(object.data.none)"
                """, "");

        Reply first = awaitRefused("{\"a\": \"x\", \"b\": \"x\"}");
        assertThat(first.code()).isEqualTo(403);
        assertThat(first.at("/reason")).isEqualTo("Forbidden");
        assertThat(first.message()).endsWith("denied request: not a");
        assertThat(create("{\"b\": \"x\"}").message()).endsWith("denied request: not b in " + last());
        assertThat(create("{\"c\": \"x\"}").message()).endsWith("denied request: not c");
    }

    @Test
    void variables_are_made_of_each_other() {
        bound("""
                variables:
                - {name: size, expression: "has(object.data) ? object.data.size() : 0"}
                - {name: twice, expression: "variables.size * 2"}
                - {name: broken, expression: "object.data.none == 'x'"}
                validations:
                - {expression: "variables.twice < 4", messageExpression: "string(variables.twice) + ' is too much'"}
                - {expression: "variables.size != 1 || variables.broken"}
                """, "");

        assertThat(awaitRefused("{\"a\": \"x\", \"b\": \"x\"}").message()).endsWith("denied request: 4 is too much");
        assertThat(create("{\"a\": \"x\"}").message())
                .endsWith("denied request: expression 'variables.size != 1 || variables.broken' resulted in error:"
                        + " composited variable \"broken\" fails to evaluate: no such key: none");
        assertThat(create("{}").code()).isEqualTo(201);
    }

    @Test
    void expression_that_fails_refuses_unless_failures_are_ignored() {
        bound("validations: [{expression: \"object.data.none == 'x'\"}]", "");

        assertThat(awaitRefused("{\"a\": \"x\"}").message())
                .endsWith("denied request: expression 'object.data.none == 'x'' resulted in error: no such key: none");

        api.merge(POLICIES + "/" + name(), "{\"spec\": {\"failurePolicy\": \"Ignore\"}}");
        Awaitility.await("writes pass")
                .atMost(Duration.ofMinutes(1))
                .until(() -> create("{\"a\": \"x\"}").code() == 201);
    }

    @Test
    void warning_lets_pass() {
        bound("validations: [{expression: \"false\", message: careful}]", "validationActions: [Warn, Audit]");

        Reply created = Awaitility.await("a write is warned about")
                .atMost(Duration.ofMinutes(1))
                .until(() -> create("{}"), reply -> !reply.warnings().isEmpty());

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.warnings())
                .containsExactly(
                        "299 - \"Validation failed for ValidatingAdmissionPolicy '%s' with binding '%s': careful\""
                                .formatted(name(), name()));
    }

    @Test
    void conditions_and_resources_choose() {
        bound("""
                matchConditions: [{name: chosen, expression: "object.metadata.name.startsWith('map')"}]
                validations: [{expression: "false", message: never}]
                """, "matchResources: {objectSelector: {matchLabels: {judge: me}}}");
        String labelled = "{\"labels\": {\"judge\": \"me\"}}";

        Reply refused = Awaitility.await("a write is refused")
                .atMost(Duration.ofMinutes(1))
                .until(() -> create("{}", labelled), reply -> reply.code() >= 400);

        assertThat(refused.message()).endsWith("denied request: never");
        assertThat(create("{}", "{}").code()).isEqualTo(201);
        assertThat(api.post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other", "labels": {"judge": "me"}}}""").code()).isEqualTo(201);
        assertThat(api.post(cluster.core("secrets"), """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "map", "labels": {"judge": "me"}}}""").code()).isEqualTo(201);
    }

    @Test
    void parameters_decide() {
        bound("""
                paramKind: {apiVersion: v1, kind: ConfigMap}
                matchConditions: [{name: not-itself, expression: "object.metadata.name.startsWith('map')"}]
                validations: [{expression: "!(params.data.word in object.data)", messageExpression: "'not ' + params.data.word"}]
                """, "paramRef: {name: limits, parameterNotFoundAction: Deny}");

        assertThat(awaitRefused("{\"a\": \"x\"}").message())
                .endsWith(
                        "ValidatingAdmissionPolicy '%s' with binding '%s' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction"
                                .formatted(name(), name()));

        // Without parameters none of the write's conditions is looked at either, not even for the parameters
        // themselves.
        api.merge(BINDINGS + "/" + name(), "{\"spec\": {\"paramRef\": {\"parameterNotFoundAction\": \"Allow\"}}}");
        Awaitility.await("a write passes")
                .atMost(Duration.ofMinutes(1))
                .until(() -> create("{\"a\": \"x\"}").code() == 201);
        cluster.createConfigMap("limits", "{\"word\": \"a\"}");
        Awaitility.await("the parameters count")
                .atMost(Duration.ofMinutes(1))
                .until(() -> create("{\"a\": \"x\"}").message().endsWith("denied request: not a"));
    }

    @Test
    void kind_of_parameters_that_is_not_served_is_told() {
        bound("""
                paramKind: {apiVersion: nothing.slipway.dev/v1, kind: Nothing}
                validations: [{expression: "true"}]
                """, "paramRef: {name: limits, parameterNotFoundAction: Allow}");

        assertThat(awaitRefused("{}").message())
                .endsWith(
                        "ValidatingAdmissionPolicy '%s' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'nothing.slipway.dev/v1, Kind=Nothing'"
                                .formatted(name()));
    }

    @Test
    void rights_and_namespace_and_caller_may_be_asked_for() {
        bound("""
                validations:
                - expression: "namespaceObject.metadata.name == object.metadata.namespace && request.namespace == namespaceObject.metadata.name"
                - expression: "authorizer.requestResource.check('delete').allowed()"
                  messageExpression: "request.userInfo.username + ' may not delete it'"
                - expression: "authorizer.group('').resource('secrets').namespace(request.namespace).name('x').check('get').allowed()"
                  message: no secrets
                - expression: "authorizer.path('/healthz').check('get').allowed()"
                - expression: "!authorizer.serviceAccount(request.namespace, 'default').group('').resource('pods').check('create').allowed()"
                - expression: "object.metadata.name != 'never'"
                  message: never
                """, "");
        Awaitility.await("the policy counts")
                .atMost(Duration.ofMinutes(1))
                .until(() -> api.post(cluster.configMaps() + "?dryRun=All", """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "never"}}""")
                        .message()
                        .endsWith("denied request: never"));
        api.post("/apis/rbac.authorization.k8s.io/v1/namespaces/" + cluster.namespace() + "/roles", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "maker"},
                 "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["create"]}]}""");
        api.post("/apis/rbac.authorization.k8s.io/v1/namespaces/" + cluster.namespace() + "/rolebindings", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "maker"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "maker"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}]}""");

        Reply refused = Awaitility.await("jane may create")
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> api.as("jane", "system:authenticated").post(cluster.configMaps(), """
                                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "janes"}}"""),
                        reply -> reply.code() == 422);

        assertThat(refused.message()).endsWith("denied request: jane may not delete it");
        assertThat(create("{}").code()).isEqualTo(201);
    }

    @Test
    void old_object_and_operation_are_known() {
        bound("""
                validations:
                - expression: "request.operation != 'UPDATE' || object.data == oldObject.data"
                  message: fixed
                - expression: "request.operation != 'DELETE' || object == null && oldObject.metadata.name != 'kept'"
                  message: kept
                """, "");
        cluster.createConfigMap("kept", "{\"a\": \"b\"}");

        Reply deleted = Awaitility.await("a deletion is refused")
                .atMost(Duration.ofMinutes(1))
                .until(() -> api.delete(cluster.configMaps() + "/kept?dryRun=All"), reply -> reply.code() >= 400);

        assertThat(deleted.message()).endsWith("denied request: kept");
        assertThat(api.merge(cluster.configMaps() + "/kept", "{\"data\": {\"a\": \"c\"}}")
                        .message())
                .endsWith("denied request: fixed");
    }

    private String name() {
        return cluster.namespace() + ".slipway.dev";
    }

    private String last() {
        return "map-" + number;
    }

    private static ObjectNode object(String kind, String spec) throws IOException {
        ObjectNode object = ApiClient.JSON
                .createObjectNode()
                .put("apiVersion", "admissionregistration.k8s.io/v1")
                .put("kind", kind);
        object.putObject("metadata");
        object.set("spec", YAML.readTree(spec));
        ((ObjectNode) object.path("metadata")).put("name", "wrong.slipway.dev");
        return object;
    }

    /** Makes a policy about ConfigMaps of the test's namespace. */
    private Reply policy(String spec) {
        try {
            ObjectNode object = object("ValidatingAdmissionPolicy", spec);
            ((ObjectNode) object.path("metadata")).put("name", name());
            ((ObjectNode) object.path("spec"))
                    .set("matchConstraints", YAML.readTree("""
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [configmaps]}]
                    """.formatted(cluster.namespace())));
            made.add(POLICIES + "/" + name());
            return api.post(POLICIES, object.toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void bound(String policy, String binding) {
        Reply created = policy(policy);
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        try {
            ObjectNode object = object("ValidatingAdmissionPolicyBinding", binding.isEmpty() ? "{}" : binding);
            ((ObjectNode) object.path("metadata")).put("name", name());
            ObjectNode spec = ((ObjectNode) object.path("spec")).put("policyName", name());
            if (!spec.has("validationActions")) {
                spec.putArray("validationActions").add("Deny");
            }
            Reply bound = api.post(BINDINGS, object.toString());
            assertThat(bound.code()).as(bound.text()).isEqualTo(201);
            made.add(BINDINGS + "/" + name());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Reply create(String data) {
        return create(data, "{}");
    }

    private Reply create(String data, String metadata) {
        number++;
        ObjectNode map =
                ApiClient.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.set("metadata", ((ObjectNode) ApiClient.tree(metadata)).put("name", last()));
        map.set("data", ApiClient.tree(data));
        return api.post(cluster.configMaps(), map.toString());
    }

    /** A policy counts a moment after it was bound. */
    private Reply awaitRefused(String data) {
        return Awaitility.await("a write is refused")
                .atMost(Duration.ofMinutes(1))
                .until(() -> create(data), reply -> reply.code() >= 400);
    }
}
