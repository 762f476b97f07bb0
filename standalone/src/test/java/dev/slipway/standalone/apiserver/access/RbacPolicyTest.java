package dev.slipway.standalone.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Attributes.Target;
import dev.slipway.standalone.apiserver.request.Authorizer.Decision;
import dev.slipway.standalone.apiserver.request.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RbacPolicyTest {
    private static final RbacPolicy POLICY = policy("""
            kind: ClusterRole
            metadata: {name: reader}
            rules:
            - {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
            - {nonResourceURLs: [/healthz, /apis/*], verbs: [get]}
            ---
            kind: ClusterRole
            metadata: {name: base, labels: {to: all}}
            rules:
            - {apiGroups: [kubevirt.io], resources: ["*"], verbs: ["*"]}
            ---
            kind: ClusterRole
            metadata: {name: gathering, labels: {to: more}}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: all}}]}
            ---
            kind: ClusterRole
            metadata: {name: gathering-more}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: more}}]}
            ---
            kind: ClusterRole
            metadata: {name: one-secret}
            rules:
            - {apiGroups: [""], resources: [secrets], resourceNames: [mine], verbs: [get]}
            - {apiGroups: [""], resources: ["*/status"], verbs: [update]}
            ---
            kind: Role
            metadata: {name: writer, namespace: a}
            rules:
            - {apiGroups: [""], resources: [configmaps], verbs: [create]}
            ---
            kind: ClusterRoleBinding
            metadata: {name: readers}
            roleRef: {kind: ClusterRole, name: reader}
            subjects: [{kind: User, name: jane}, {kind: Group, name: team}]
            ---
            kind: ClusterRoleBinding
            metadata: {name: secrets}
            roleRef: {kind: ClusterRole, name: one-secret}
            subjects: [{kind: User, name: jane}]
            ---
            kind: RoleBinding
            metadata: {name: writers, namespace: a}
            roleRef: {kind: Role, name: writer}
            subjects: [{kind: ServiceAccount, name: robot, namespace: b}]
            ---
            kind: RoleBinding
            metadata: {name: machines, namespace: a}
            roleRef: {kind: ClusterRole, name: gathering-more}
            subjects: [{kind: User, name: jane}]
            ---
            kind: RoleBinding
            metadata: {name: broken, namespace: c}
            roleRef: {kind: Role, name: gone}
            subjects: [{kind: User, name: jane}]
            """);

    private static final Caller JANE = new Caller("jane", "", List.of("system:authenticated"), Map.of());

    @Test
    void cluster_binding_allows_in_every_namespace() {
        assertThat(decide(JANE, "get", resource("", "pods", "", "x", "p")))
                .isEqualTo(new Decision.Allowed(
                        "RBAC: allowed by ClusterRoleBinding \"readers\" of ClusterRole \"reader\" to User \"jane\""));
        assertThat(decide(JANE, "delete", resource("", "pods", "", "x", "p"))).isEqualTo(new Decision.Denied(""));
    }

    @Test
    void group_member_is_allowed_what_the_group_is() {
        Caller member = new Caller("joe", "", List.of("team"), Map.of());
        assertThat(decide(member, "list", resource("", "pods", "", "", ""))).isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void subresource_needs_its_own_right() {
        assertThat(decide(JANE, "get", resource("", "pods", "log", "x", "p"))).isInstanceOf(Decision.Allowed.class);
        assertThat(decide(JANE, "get", resource("", "pods", "exec", "x", "p"))).isInstanceOf(Decision.Denied.class);
        assertThat(decide(JANE, "update", resource("", "nodes", "status", "", "n")))
                .isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void right_to_a_named_object_is_none_to_others_or_to_the_list() {
        assertThat(decide(JANE, "get", resource("", "secrets", "", "x", "mine")))
                .isInstanceOf(Decision.Allowed.class);
        assertThat(decide(JANE, "get", resource("", "secrets", "", "x", "yours")))
                .isInstanceOf(Decision.Denied.class);
        assertThat(decide(JANE, "get", resource("", "secrets", "", "x", ""))).isInstanceOf(Decision.Denied.class);
    }

    @Test
    void namespaced_binding_ends_at_its_namespace() {
        Caller robot = new Caller("system:serviceaccount:b:robot", "", List.of(), Map.of());
        assertThat(decide(robot, "create", resource("", "configmaps", "", "a", "")))
                .isEqualTo(new Decision.Allowed(
                        "RBAC: allowed by RoleBinding \"writers/a\" of Role \"writer\" to ServiceAccount \"robot/b\""));
        assertThat(decide(robot, "create", resource("", "configmaps", "", "b", "")))
                .isInstanceOf(Decision.Denied.class);
    }

    @Test
    void role_gathers_the_rules_of_roles_that_gather_themselves() {
        assertThat(decide(JANE, "create", resource("kubevirt.io", "virtualmachines", "", "a", "")))
                .isInstanceOf(Decision.Allowed.class);
        assertThat(decide(JANE, "create", resource("kubevirt.io", "virtualmachines", "", "b", "")))
                .isInstanceOf(Decision.Denied.class);
    }

    @Test
    void paths_match_exactly_or_by_prefix() {
        assertThat(decide(JANE, "get", new Target.Path("/healthz"))).isInstanceOf(Decision.Allowed.class);
        assertThat(decide(JANE, "get", new Target.Path("/healthz/etcd"))).isInstanceOf(Decision.Denied.class);
        assertThat(decide(JANE, "get", new Target.Path("/apis/apps"))).isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void masters_may_do_anything() {
        Caller master = new Caller("root", "", List.of("system:masters"), Map.of());
        assertThat(decide(master, "delete", resource("x", "y", "z", "", ""))).isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void binding_to_a_missing_role_says_so() {
        assertThat(decide(JANE, "get", resource("", "services", "", "c", "s")))
                .isEqualTo(new Decision.Denied("RBAC: role.rbac.authorization.k8s.io \"gone\" not found"));
    }

    @Test
    void refusal_reads_like_the_one_of_kube_apiserver() {
        Attributes listing = new Attributes(JANE, "list", resource("", "services", "", "y", ""));
        assertThat(Refusal.of(listing, "").message())
                .isEqualTo(
                        "services is forbidden: User \"jane\" cannot list resource \"services\" in API group \"\" in the namespace \"y\"");
        Attributes status =
                new Attributes(JANE, "update", resource("kubevirt.io", "virtualmachines", "status", "", "vm"));
        assertThat(Refusal.of(status, "").message())
                .isEqualTo(
                        "virtualmachines.kubevirt.io \"vm\" is forbidden: User \"jane\" cannot update resource \"virtualmachines/status\" in API group \"kubevirt.io\" at the cluster scope");
        Attributes path = new Attributes(Caller.ANONYMOUS, "get", new Target.Path("/"));
        assertThat(Refusal.of(path, "").message())
                .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/\"");
    }

    private static Decision decide(Caller caller, String verb, Target target) {
        return POLICY.decide(new Attributes(caller, verb, target));
    }

    private static Target resource(String group, String resource, String subresource, String namespace, String name) {
        return new Target.Resource(group, "v1", resource, subresource, namespace, name);
    }

    static RbacPolicy policy(String yaml) {
        return RbacPolicy.of(
                ofKind(yaml, "ClusterRole"),
                ofKind(yaml, "Role"),
                ofKind(yaml, "ClusterRoleBinding"),
                ofKind(yaml, "RoleBinding"));
    }

    private static List<JsonNode> ofKind(String yaml, String kind) {
        try {
            List<JsonNode> objects = new ArrayList<>();
            for (String document : yaml.split("---\n")) {
                JsonNode object = new YAMLMapper().readTree(document);
                if (object.path("kind").asText().equals(kind)) {
                    objects.add(object);
                }
            }
            return objects;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
