package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A RoleBinding or ClusterRoleBinding.
 *
 * @param namespace empty for a ClusterRoleBinding
 * @param name of the binding
 * @param role whose rules it grants
 * @param subjects to whom
 */
record Binding(String namespace, String name, RoleName role, List<Subject> subjects) {
    Binding {
        subjects = List.copyOf(subjects);
    }

    /**
     * Names a Role or ClusterRole.
     *
     * @param namespace empty for a ClusterRole
     */
    record RoleName(String namespace, String name) {
        String kind() {
            return namespace.isEmpty() ? "ClusterRole" : "Role";
        }
    }

    static Binding of(JsonNode binding) {
        String namespace = binding.at("/metadata/namespace").asText("");
        boolean clusterRole = binding.at("/roleRef/kind").asText().equals("ClusterRole");
        List<Subject> subjects = new ArrayList<>();
        binding.path("subjects").forEach(subject -> subjects.add(Subject.of(subject, namespace)));
        return new Binding(
                namespace,
                binding.at("/metadata/name").asText(),
                new RoleName(
                        clusterRole ? "" : namespace,
                        binding.at("/roleRef/name").asText()),
                subjects);
    }

    /** Returns why a subject of it is allowed something, in kube-apiserver's words. */
    String reason(Subject subject) {
        String kind = namespace.isEmpty() ? "ClusterRoleBinding" : "RoleBinding";
        String own = namespace.isEmpty() ? name : name + "/" + namespace;
        return "RBAC: allowed by %s \"%s\" of %s \"%s\" to %s".formatted(kind, own, role.kind(), role.name(), subject);
    }
}
