package dev.slipway.cluster.installation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What the parts may do, as the manifests say it. */
final class Rights {
    static final Path DEPLOY = Path.of("../deploy").toAbsolutePath().normalize();
    static final Set<String> PARTS = Set.of("operator", "node-agent", "vnc-proxy", "portal", "upload-proxy");

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private Rights() {}

    /**
     * One verb on one resource.
     *
     * @param namespace where; empty for everywhere
     * @param names of some objects only; empty for all
     */
    record Right(String part, String namespace, String group, String resource, String verb, List<String> names) {
        boolean isEverywhere() {
            return namespace.isEmpty();
        }

        @Override
        public String toString() {
            return "%s: %s %s%s%s%s"
                    .formatted(
                            part,
                            verb,
                            resource,
                            group.isEmpty() ? "" : "." + group,
                            namespace.isEmpty() ? "" : " in " + namespace,
                            names.isEmpty() ? "" : " " + names);
        }
    }

    /** Reads all of them, in the order of the manifests. */
    static List<Right> read() throws IOException {
        try (InputStream file = Files.newInputStream(DEPLOY.resolve("kustomize/slipway.yaml"))) {
            List<HasMetadata> objects = YAML.unmarshal(file);
            return objects.stream().flatMap(Rights::of).toList();
        }
    }

    private static Stream<Right> of(HasMetadata object) {
        String name = object.getMetadata().getName().replaceFirst("^slipway:", "");
        if (!PARTS.contains(name)) {
            return Stream.of();
        }
        return switch (object) {
            case ClusterRole role -> role.getRules().stream().flatMap(rule -> of(name, "", rule));
            case Role role ->
                role.getRules().stream()
                        .flatMap(rule -> of(name, role.getMetadata().getNamespace(), rule));
            default -> Stream.of();
        };
    }

    private static Stream<Right> of(String part, String namespace, PolicyRule rule) {
        List<String> names = Objects.requireNonNullElse(rule.getResourceNames(), List.of());
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream()
                                .map(verb -> new Right(part, namespace, group, resource, verb, names))));
    }
}
