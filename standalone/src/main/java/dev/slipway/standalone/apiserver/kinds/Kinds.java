package dev.slipway.standalone.apiserver.kinds;

import dev.slipway.standalone.apiserver.naming.NameRule;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.Map;

/** The rules of each kind. */
public final class Kinds {
    private static final Map<String, KindRules> RULES = Map.ofEntries(
            Map.entry("namespaces", KindRules.PLAIN.named(NameRule.LABEL).defaulted(Defaults::namespace)),
            Map.entry("nodes", KindRules.PLAIN),
            Map.entry("configmaps", KindRules.PLAIN.checked(Checks::immutableData)),
            Map.entry(
                    "pods",
                    KindRules.PLAIN
                            .returned()
                            .counted()
                            .defaulted(Defaults::pod)
                            .checked(Checks::pod)),
            Map.entry(
                    "services",
                    KindRules.PLAIN
                            .named(NameRule.LABEL_1035)
                            .returned()
                            .creatable()
                            .defaulted(Defaults::service)),
            Map.entry("serviceaccounts", KindRules.PLAIN.returned()),
            Map.entry("secrets", KindRules.PLAIN.defaulted(Defaults::secret).checked(Checks::secret)),
            Map.entry("endpoints", KindRules.PLAIN.creatable()),
            Map.entry("events", KindRules.PLAIN.creatable()),
            Map.entry("limitranges", KindRules.PLAIN.creatable()),
            Map.entry("resourcequotas", KindRules.PLAIN.returned()),
            Map.entry(
                    "persistentvolumeclaims",
                    KindRules.PLAIN.returned().defaulted(Defaults::claim).checked(Checks::claim)),
            Map.entry("persistentvolumes", KindRules.PLAIN.returned().defaulted(Defaults::volume)),
            Map.entry("leases.coordination.k8s.io", KindRules.PLAIN.creatable().conditional()),
            Map.entry(
                    "customresourcedefinitions.apiextensions.k8s.io",
                    KindRules.PLAIN
                            .counted()
                            .conditional()
                            .defaulted(Definitions::complete)
                            .checked(Definitions::problems)),
            Map.entry(
                    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                    KindRules.PLAIN
                            .counted()
                            .defaulted(WebhookConfigurations::complete)
                            .checked(WebhookConfigurations::problems)),
            Map.entry(
                    "validatingwebhookconfigurations.admissionregistration.k8s.io",
                    KindRules.PLAIN
                            .counted()
                            .defaulted(WebhookConfigurations::complete)
                            .checked(WebhookConfigurations::problems)),
            Map.entry(
                    "validatingadmissionpolicies.admissionregistration.k8s.io",
                    KindRules.PLAIN
                            .counted()
                            .defaulted(AdmissionPolicies::completePolicy)
                            .checked(AdmissionPolicies::policyProblems)),
            Map.entry(
                    "validatingadmissionpolicybindings.admissionregistration.k8s.io",
                    KindRules.PLAIN
                            .counted()
                            .defaulted(AdmissionPolicies::completeBinding)
                            .checked(AdmissionPolicies::bindingProblems)),
            Map.entry(
                    "apiservices.apiregistration.k8s.io",
                    KindRules.PLAIN
                            .conditional()
                            .named(NameRule.PATH_SEGMENT)
                            .defaulted(ApiServices::complete)
                            .checked(ApiServices::problems)),
            Map.entry("roles.rbac.authorization.k8s.io", KindRules.PLAIN.named(NameRule.PATH_SEGMENT)),
            Map.entry("clusterroles.rbac.authorization.k8s.io", KindRules.PLAIN.named(NameRule.PATH_SEGMENT)),
            Map.entry(
                    "rolebindings.rbac.authorization.k8s.io",
                    KindRules.PLAIN
                            .named(NameRule.PATH_SEGMENT)
                            .defaulted(Defaults::roleBinding)
                            .checked(Checks::roleBinding)),
            Map.entry(
                    "clusterrolebindings.rbac.authorization.k8s.io",
                    KindRules.PLAIN
                            .named(NameRule.PATH_SEGMENT)
                            .defaulted(Defaults::roleBinding)
                            .checked(Checks::roleBinding)),
            Map.entry(
                    "priorityclasses.scheduling.k8s.io",
                    KindRules.PLAIN.counted().defaulted(Defaults::priorityClass)),
            Map.entry(
                    "storageclasses.storage.k8s.io",
                    KindRules.PLAIN.returned().defaulted(Defaults::storageClass).checked(Checks::storageClass)),
            Map.entry("csidrivers.storage.k8s.io", KindRules.PLAIN.returned().counted()),
            Map.entry("poddisruptionbudgets.policy", KindRules.PLAIN.counted().conditional()));

    private Kinds() {}

    public static KindRules rules(ResourceType type) {
        return type.builtIn() ? RULES.getOrDefault(type.storedAs().toString(), KindRules.PLAIN) : KindRules.CUSTOM;
    }
}
