package dev.slipway.standalone.apiserver.resource;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The kinds that are served without a CustomResourceDefinition. */
public final class BuiltInTypes {
    private static final List<String> ALL_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> NAMESPACE_VERBS =
            List.of("create", "delete", "get", "list", "patch", "update", "watch");

    private static final List<ResourceType> TYPES = List.of(
            namespaced("", "v1", "ConfigMap", "configmaps", "cm"),
            namespaced("", "v1", "Endpoints", "endpoints", "ep"),
            namespaced("", "v1", "Event", "events", "ev"),
            namespaced("", "v1", "LimitRange", "limitranges", "limits"),
            cluster("", "v1", "Namespace", "namespaces", "ns")
                    .withSubresources("status", "finalize")
                    .withVerbs(NAMESPACE_VERBS),
            cluster("", "v1", "Node", "nodes", "no").withSubresources("status"),
            namespaced("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "pvc")
                    .withSubresources("status"),
            cluster("", "v1", "PersistentVolume", "persistentvolumes", "pv").withSubresources("status"),
            namespaced("", "v1", "Pod", "pods", "po")
                    .withSubresources("status", "binding", "eviction")
                    .withCategories("all"),
            namespaced("", "v1", "ResourceQuota", "resourcequotas", "quota").withSubresources("status"),
            namespaced("", "v1", "Secret", "secrets"),
            namespaced("", "v1", "ServiceAccount", "serviceaccounts", "sa"),
            namespaced("", "v1", "Service", "services", "svc")
                    .withSubresources("status")
                    .withCategories("all"),
            cluster(
                            "admissionregistration.k8s.io",
                            "v1",
                            "MutatingWebhookConfiguration",
                            "mutatingwebhookconfigurations")
                    .withCategories("api-extensions"),
            cluster(
                            "admissionregistration.k8s.io",
                            "v1",
                            "ValidatingWebhookConfiguration",
                            "validatingwebhookconfigurations")
                    .withCategories("api-extensions"),
            cluster("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies")
                    .withSubresources("status")
                    .withCategories("api-extensions"),
            cluster(
                            "admissionregistration.k8s.io",
                            "v1",
                            "ValidatingAdmissionPolicyBinding",
                            "validatingadmissionpolicybindings")
                    .withCategories("api-extensions"),
            cluster(
                            "apiextensions.k8s.io",
                            "v1",
                            "CustomResourceDefinition",
                            "customresourcedefinitions",
                            "crd",
                            "crds")
                    .withSubresources("status")
                    .withCategories("api-extensions"),
            cluster("apiregistration.k8s.io", "v1", "APIService", "apiservices")
                    .withSubresources("status")
                    .withCategories("api-extensions"),
            namespaced("apps", "v1", "ControllerRevision", "controllerrevisions"),
            namespaced("coordination.k8s.io", "v1", "Lease", "leases"),
            namespaced("events.k8s.io", "v1", "Event", "events", "ev").notStored(),
            namespaced("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "pdb")
                    .withSubresources("status"),
            cluster("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings"),
            cluster("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles"),
            namespaced("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
            namespaced("rbac.authorization.k8s.io", "v1", "Role", "roles"),
            cluster("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", "pc"),
            cluster("storage.k8s.io", "v1", "CSIDriver", "csidrivers"),
            cluster("storage.k8s.io", "v1", "StorageClass", "storageclasses", "sc"));

    private BuiltInTypes() {}

    public static List<ResourceType> all() {
        return TYPES;
    }

    private static ResourceType namespaced(
            String group, String version, String kind, String plural, String... shortNames) {
        return type(group, version, kind, plural, true, shortNames);
    }

    private static ResourceType cluster(
            String group, String version, String kind, String plural, String... shortNames) {
        return type(group, version, kind, plural, false, shortNames);
    }

    private static ResourceType type(
            String group, String version, String kind, String plural, boolean namespaced, String... shortNames) {
        return new ResourceType(
                group,
                version,
                kind,
                plural,
                kind.toLowerCase(Locale.ROOT),
                Arrays.asList(shortNames),
                List.of(),
                namespaced,
                Set.of(),
                ALL_VERBS,
                true,
                null,
                List.of(),
                true);
    }
}
