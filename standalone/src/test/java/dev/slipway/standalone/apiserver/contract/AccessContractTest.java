package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Roles, impersonation and reviews, and what a denied caller reads. */
@ExtendWith(ContractServer.class)
final class AccessContractTest {
    private static final String SELF =
            "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"SelfSubjectReview\"}";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";

    @Test
    void denial_in_a_namespace_is_told(Cluster cluster) {
        Reply denied = cluster.api().as("jane").get(cluster.configMaps());

        assertThat(denied.code()).isEqualTo(403);
        assertThat(denied.at("/reason")).isEqualTo("Forbidden");
        assertThat(denied.message())
                .isEqualTo(
                        "configmaps is forbidden: User \"jane\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"%s\""
                                .formatted(cluster.namespace()));
        assertThat(denied.body().path("details").toString()).isEqualTo("{\"kind\":\"configmaps\"}");
    }

    @Test
    void denial_of_one_object_names_it(Cluster cluster) {
        Reply denied = cluster.api().as("jane").get(cluster.widgets() + "/a");

        assertThat(denied.message())
                .isEqualTo(
                        "widgets.contract.slipway.dev \"a\" is forbidden: User \"jane\" cannot get resource \"widgets\" in API group \"contract.slipway.dev\" in the namespace \"%s\""
                                .formatted(cluster.namespace()));
        assertThat(denied.body().path("details").toString())
                .isEqualTo("{\"name\":\"a\",\"group\":\"contract.slipway.dev\",\"kind\":\"widgets\"}");
    }

    @Test
    void denial_of_a_subresource_names_both(Cluster cluster) {
        Reply denied = cluster.api().as("jane").merge(cluster.widgets() + "/a/status", "{}");

        assertThat(denied.message())
                .isEqualTo(
                        "widgets.contract.slipway.dev \"a\" is forbidden: User \"jane\" cannot patch resource \"widgets/status\" in API group \"contract.slipway.dev\" in the namespace \"%s\""
                                .formatted(cluster.namespace()));
    }

    @Test
    void denial_of_the_whole_cluster_says_so(Cluster cluster) {
        assertThat(cluster.api().as("jane").get("/api/v1/nodes").message())
                .isEqualTo(
                        "nodes is forbidden: User \"jane\" cannot list resource \"nodes\" in API group \"\" at the cluster scope");
        assertThat(cluster.api().as("jane").get("/api/v1/configmaps?watch=1").message())
                .isEqualTo(
                        "configmaps is forbidden: User \"jane\" cannot watch resource \"configmaps\" in API group \"\" at the cluster scope");
    }

    @Test
    void denial_of_a_path_names_it(Cluster cluster) {
        Reply denied = cluster.api().as("jane").get("/metrics");

        assertThat(denied.code()).isEqualTo(403);
        assertThat(denied.message()).isEqualTo("forbidden: User \"jane\" cannot get path \"/metrics\"");
    }

    @Test
    void role_opens_what_it_names_and_nothing_else(Cluster cluster) {
        cluster.createConfigMap("a", "{}");
        cluster.createConfigMap("b", "{}");
        grant(
                cluster,
                "{\"apiGroups\": [\"\"], \"resources\": [\"configmaps\"], \"resourceNames\": [\"a\"], \"verbs\": [\"get\"]}");
        awaitAllowed(cluster, "jane", cluster.configMaps() + "/a");

        assertThat(cluster.api().as("jane").get(cluster.configMaps() + "/b").code())
                .isEqualTo(403);
        assertThat(cluster.api().as("jane").get(cluster.configMaps()).code()).isEqualTo(403);
        assertThat(cluster.api().as("jane").delete(cluster.configMaps() + "/a").message())
                .isEqualTo(
                        "configmaps \"a\" is forbidden: User \"jane\" cannot delete resource \"configmaps\" in API group \"\" in the namespace \"%s\""
                                .formatted(cluster.namespace()));
    }

    @Test
    void list_of_the_named_object_needs_no_right_to_the_others(Cluster cluster) {
        cluster.createConfigMap("a", "{}");
        grant(
                cluster,
                "{\"apiGroups\": [\"\"], \"resources\": [\"configmaps\"], \"resourceNames\": [\"a\"], \"verbs\": [\"get\", \"list\"]}");
        awaitAllowed(cluster, "jane", cluster.configMaps() + "/a");

        Reply listed = cluster.api().as("jane").get(cluster.configMaps() + "?fieldSelector=metadata.name=a");

        assertThat(listed.code()).as(listed.text()).isEqualTo(200);
        assertThat(listed.body().path("items")).hasSize(1);
    }

    @Test
    void group_of_an_impersonated_user_opens_too(Cluster cluster) {
        assertThat(cluster.api()
                        .as("jane", "system:masters")
                        .get(cluster.configMaps())
                        .code())
                .isEqualTo(200);
    }

    @Test
    void impersonated_user_is_who_the_server_sees(Cluster cluster) {
        Reply self = cluster.api().as("jane").post("/apis/authentication.k8s.io/v1/selfsubjectreviews", SELF);

        assertThat(self.body().at("/status/userInfo").toString())
                .isEqualTo("{\"username\":\"jane\",\"groups\":[\"system:authenticated\"]}");
    }

    @Test
    void impersonation_needs_the_right_to_it(Cluster cluster) {
        try (ApiClient bot = cluster.bearer(token(cluster))) {
            Reply user = bot.as("jane").get(cluster.configMaps());
            Reply account = bot.as("system:serviceaccount:kube-system:default").get(cluster.configMaps());

            assertThat(user.code()).isEqualTo(403);
            assertThat(user.message())
                    .isEqualTo(
                            "users \"jane\" is forbidden: User \"system:serviceaccount:%s:default\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope"
                                    .formatted(cluster.namespace()));
            assertThat(account.message())
                    .isEqualTo(
                            "serviceaccounts \"default\" is forbidden: User \"system:serviceaccount:%s:default\" cannot impersonate resource \"serviceaccounts\" in API group \"\" in the namespace \"kube-system\""
                                    .formatted(cluster.namespace()));
        }
    }

    @Test
    void service_account_is_impersonated_with_its_groups(Cluster cluster) {
        Reply self = cluster.api()
                .as("system:serviceaccount:" + cluster.namespace() + ":default")
                .post("/apis/authentication.k8s.io/v1/selfsubjectreviews", SELF);

        assertThat(self.body().at("/status/userInfo/groups").toString())
                .isEqualTo("[\"system:serviceaccounts\",\"system:serviceaccounts:%s\",\"system:authenticated\"]"
                        .formatted(cluster.namespace()));
    }

    @Test
    void review_tells_what_a_user_may(Cluster cluster) {
        grant(cluster, "{\"apiGroups\": [\"\"], \"resources\": [\"configmaps\"], \"verbs\": [\"list\"]}");
        awaitAllowed(cluster, "jane", cluster.configMaps());

        Reply may = review(cluster, "list");
        Reply mayNot = review(cluster, "delete");

        assertThat(may.code()).isEqualTo(201);
        assertThat(may.at("/status/allowed")).isEqualTo("true");
        assertThat(may.at("/status/reason"))
                .isEqualTo("RBAC: allowed by RoleBinding \"jane/%s\" of Role \"jane\" to User \"jane\""
                        .formatted(cluster.namespace()));
        assertThat(mayNot.body().path("status").toString()).isEqualTo("{\"allowed\":false}");
    }

    @Test
    void rules_of_a_user_are_listed(Cluster cluster) {
        grant(cluster, "{\"apiGroups\": [\"\"], \"resources\": [\"configmaps\"], \"verbs\": [\"list\"]}");
        awaitAllowed(cluster, "jane", cluster.configMaps());

        Reply rules = cluster.api()
                .as("jane")
                .post("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """
                {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {"namespace": "%s"}}""".formatted(cluster.namespace()));

        assertThat(rules.code()).isEqualTo(201);
        assertThat(rules.body().at("/status/resourceRules").toString())
                .contains("{\"verbs\":[\"list\"],\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"]}");
        assertThat(rules.body().at("/status/nonResourceRules").toString()).contains("/healthz");
    }

    @Test
    void nobody_grants_what_they_do_not_hold(Cluster cluster) {
        grant(
                cluster,
                "{\"apiGroups\": [\"rbac.authorization.k8s.io\"], \"resources\": [\"roles\", \"rolebindings\"], \"verbs\": [\"list\", \"create\"]}");
        awaitAllowed(cluster, "jane", RBAC + "/namespaces/" + cluster.namespace() + "/roles");

        Reply role = cluster.api().as("jane").post(RBAC + "/namespaces/" + cluster.namespace() + "/roles", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "more"},
                 "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]}""");

        assertThat(role.code()).isEqualTo(403);
        assertThat(role.message())
                .isEqualTo(
                        "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"jane\" (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}");
    }

    @Test
    void token_of_a_service_account_is_its_bearer(Cluster cluster) {
        String token = token(cluster);

        Reply reviewed = cluster.api().post("/apis/authentication.k8s.io/v1/tokenreviews", """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": "%s"}}""".formatted(token));

        assertThat(reviewed.at("/status/authenticated")).isEqualTo("true");
        assertThat(reviewed.at("/status/user/username"))
                .isEqualTo("system:serviceaccount:" + cluster.namespace() + ":default");
        try (ApiClient bot = cluster.bearer(token)) {
            assertThat(bot.get(cluster.configMaps()).message())
                    .startsWith("configmaps is forbidden: User \"system:serviceaccount:" + cluster.namespace());
        }
    }

    @Test
    void token_that_nobody_issued_is_unauthorized(Cluster cluster) {
        try (ApiClient stranger = cluster.bearer("made-up")) {
            Reply refused = stranger.get(cluster.configMaps());

            assertThat(refused.code()).isEqualTo(401);
            assertThat(refused.message()).isEqualTo("Unauthorized");
            assertThat(refused.at("/reason")).isEqualTo("Unauthorized");
        }
    }

    @Test
    void missing_right_is_told_before_a_missing_object(Cluster cluster) {
        assertThat(cluster.api()
                        .as("jane")
                        .get("/api/v1/namespaces/none/configmaps/none")
                        .code())
                .isEqualTo(403);
    }

    private static String token(Cluster cluster) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> cluster.api()
                                .get(cluster.core("serviceaccounts") + "/default")
                                .code()
                        == 200);
        Reply issued = cluster.api().post(cluster.core("serviceaccounts") + "/default/token", """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 3600}}""");
        assertThat(issued.code()).as(issued.text()).isEqualTo(201);
        return issued.at("/status/token");
    }

    private static Reply review(Cluster cluster, String verb) {
        return cluster.api()
                .post("/apis/authorization.k8s.io/v1/subjectaccessreviews", """
                {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": "jane",
                 "resourceAttributes": {"namespace": "%s", "verb": "%s", "resource": "configmaps"}}}""".formatted(cluster.namespace(), verb));
    }

    /** Gives jane a role of one rule in the namespace of the test. */
    private static void grant(Cluster cluster, String rule) {
        String access = RBAC + "/namespaces/" + cluster.namespace();
        Reply role = cluster.api().post(access + "/roles", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "jane"}, "rules": [%s]}""".formatted(rule));
        assertThat(role.code()).as(role.text()).isEqualTo(201);
        Reply binding = cluster.api().post(access + "/rolebindings", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "jane"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "jane"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}]}""");
        assertThat(binding.code()).as(binding.text()).isEqualTo(201);
    }

    /** A server may learn of a role a moment after it was stored. */
    private static void awaitAllowed(Cluster cluster, String user, String path) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> cluster.api().as(user).get(path).code() == 200);
    }
}
