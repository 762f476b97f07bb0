package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.CipherNames;
import dev.slipway.machine.validate.FeatureGates;
import dev.slipway.machine.validate.PlacementRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Judges changes of the KubeVirt resource. Source: KubeVirt v1.9.0, {@code kubevirt-update-admitter.go}. */
final class InstallationReview {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIGURATION = "spec.configuration.";

    private InstallationReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        Optional<Verdict> mismatch = SpecReader.mismatch("KubeVirtSpec", object);
        if (mismatch.isPresent()) {
            return mismatch.get();
        }
        return review.before() == null ? created(review, facts) : changed(object, review.before());
    }

    private static Verdict created(Review review, ClusterFacts facts) {
        return facts.list("kubevirt.io", "kubevirts", "").stream()
                .map(other -> other.path("metadata"))
                .filter(other -> !other.path("name").asText().equals(review.name())
                        || !other.path("namespace").asText().equals(review.namespace()))
                .findFirst()
                .<Verdict>map(other -> Refusal.bad("There is a KubeVirt resource already: "
                        + other.path("namespace").asText() + "/"
                        + other.path("name").asText() + ". Change that one."))
                .orElseGet(() -> new Verdict.Allowed(null, List.of()));
    }

    private static Verdict changed(JsonNode object, JsonNode before) {
        JsonNode spec = object.path("spec");
        JsonNode now = spec.path("configuration");
        JsonNode old = before.path("spec").path("configuration");
        KubeVirtConfiguration configuration =
                SpecReader.read(now.isObject() ? now : JSON.createObjectNode(), KubeVirtConfiguration.class);
        List<Cause> causes =
                new ArrayList<>(patches(spec.path("customizeComponents").path("patches")));
        causes.addAll(CertificateRules.of(spec.path("certificateRotateStrategy").path("selfSigned")));
        causes.addAll(ratio(now.path("additionalGuestMemoryOverheadRatio")));
        gated(
                now.path("virtTemplateDeployment").path("enabled").asBoolean(),
                "virtTemplateDeployment.enabled",
                "Template",
                configuration,
                causes);
        gated(
                !now.path("roleAggregationStrategy")
                        .asText("AggregateToDefault")
                        .equals("AggregateToDefault"),
                "roleAggregationStrategy",
                "OptOutRoleAggregation",
                configuration,
                causes);
        JsonNode downtime = now.path("migrations").path("maxDowntimeMs");
        gated(
                !downtime.isMissingNode()
                        && !downtime.equals(old.path("migrations").path("maxDowntimeMs")),
                "migrationConfiguration.maxDowntimeMs",
                "MigrationStallDetection",
                configuration,
                causes);
        if (!now.path("tlsConfiguration").equals(old.path("tlsConfiguration"))) {
            causes.addAll(ciphers(now.path("tlsConfiguration")));
        }
        if (!now.path("seccompConfiguration").equals(old.path("seccompConfiguration"))) {
            causes.addAll(seccomp(now.path("seccompConfiguration").path("virtualMachineInstanceProfile")));
        }
        for (String place : List.of("infra", "workloads")) {
            JsonNode placement = spec.path(place).path("nodePlacement");
            if (!SameMeaning.of(spec.path(place), before.path("spec").path(place))) {
                causes.addAll(PlacementRules.of(placement, "spec." + place + ".nodePlacement"));
            }
        }
        JsonNode replicas = spec.path("infra").path("replicas");
        if (replicas.isNumber() && replicas.asInt() == 0) {
            causes.add(new Cause(
                    "FieldValueInvalid", "", "spec.infra.replicas is 0, which would stop all. Set 1 or more."));
        }
        causes.addAll(gates(now.path("developerConfiguration"), old.path("developerConfiguration")));
        if (!causes.isEmpty()) {
            return Refusal.of(causes);
        }
        List<String> warnings = new ArrayList<>(
                areSameGates(now.path("developerConfiguration"), old.path("developerConfiguration"))
                        ? List.of()
                        : pointless(now.path("developerConfiguration").path("featureGates")));
        warnings.addAll(warnings(now));
        return new Verdict.Allowed(null, warnings);
    }

    private static List<Cause> patches(JsonNode patches) {
        List<Cause> causes = new ArrayList<>();
        for (JsonNode patch : patches) {
            if (!GoText.isJson(patch.path("patch").asText())) {
                causes.add(new Cause(
                        "FieldValueNotSupported",
                        "",
                        "The patch '" + patch.path("patch").asText() + "' in customizeComponents is no JSON."));
            }
        }
        return causes;
    }

    private static List<Cause> ratio(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return List.of();
        }
        OptionalDouble ratio = GoText.number(given.asText());
        return ratio.isPresent() && !(ratio.getAsDouble() < 1)
                ? List.of()
                : List.of(new Cause(
                        "FieldValueNotSupported",
                        "",
                        "additionalGuestMemoryOverheadRatio is '" + given.asText() + "'. Use a number from 1.0 on."));
    }

    private static void gated(
            boolean used, String field, String gate, KubeVirtConfiguration configuration, List<Cause> causes) {
        if (used && !FeatureGates.isEnabled(gate, configuration)) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    CONFIGURATION + field,
                    CONFIGURATION + field + " needs the feature gate " + gate + ", which is off."));
        }
    }

    private static List<Cause> ciphers(JsonNode tls) {
        String version = tls.path("minTLSVersion").asText("");
        JsonNode ciphers = tls.path("ciphers");
        if (ciphers.isEmpty()) {
            return List.of();
        }
        if (version.isEmpty() || version.equals("VersionTLS13")) {
            return List.of(new Cause(
                    "FieldValueNotSupported",
                    CONFIGURATION + "tlsConfiguration.ciphers",
                    "TLS 1.3 chooses its ciphers itself. Remove ciphers, or set minTLSVersion to VersionTLS12."));
        }
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < ciphers.size(); i++) {
            if (!CipherNames.isKnown(ciphers.get(i).asText())) {
                causes.add(new Cause(
                        "FieldValueNotSupported",
                        CONFIGURATION + "tlsConfiguration.ciphers#" + i,
                        "The cipher " + ciphers.get(i).asText()
                                + " is not known. Use a name of IANA, e.g. TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256."));
            }
        }
        return causes;
    }

    private static List<Cause> seccomp(JsonNode profile) {
        if (!profile.isObject()) {
            return List.of();
        }
        String field = CONFIGURATION + "seccompConfiguration.virtualMachineInstanceProfile.customProfile";
        JsonNode custom = profile.path("customProfile");
        if (!custom.isObject()) {
            return List.of(new Cause("FieldValueInvalid", field, field + " is missing. Set it."));
        }
        if (!custom.hasNonNull("localhostProfile")
                || !custom.path("runtimeDefaultProfile").asBoolean()) {
            return List.of();
        }
        String sentence = "localhostProfile and runtimeDefaultProfile exclude each other. Keep one of them.";
        return List.of(
                new Cause("FieldValueInvalid", field + ".localhostProfile", sentence),
                new Cause("FieldValueInvalid", field + ".runtimeDefaultProfile", sentence));
    }

    private static List<Cause> gates(JsonNode now, JsonNode old) {
        List<Cause> causes = new ArrayList<>();
        if (areSameGates(now, old)) {
            return causes;
        }
        for (JsonNode enabled : now.path("featureGates")) {
            for (JsonNode disabled : now.path("disabledFeatureGates")) {
                if (enabled.equals(disabled)) {
                    causes.add(new Cause(
                            "FieldValueForbidden",
                            CONFIGURATION + "developerConfiguration.featureGates",
                            "The feature gate " + enabled.asText() + " is both enabled and disabled. Keep one."));
                }
            }
        }
        return causes;
    }

    private static boolean areSameGates(JsonNode now, JsonNode old) {
        return now.path("featureGates").equals(old.path("featureGates"))
                && now.path("disabledFeatureGates").equals(old.path("disabledFeatureGates"));
    }

    /** Gates that open nothing, since what they were for is always there, or never, or soon gone. */
    private static List<String> pointless(JsonNode gates) {
        List<String> warnings = new ArrayList<>();
        for (JsonNode gate : gates) {
            FeatureGates.pointless(gate.asText()).ifPresent(warnings::add);
        }
        return warnings;
    }

    private static List<String> warnings(JsonNode configuration) {
        List<String> warnings = new ArrayList<>();
        JsonNode mediated = configuration.path("mediatedDevicesConfiguration");
        String path = CONFIGURATION + "mediatedDevicesConfiguration";
        if (mediated.hasNonNull("mediatedDevicesTypes")) {
            warnings.add(path + ".mediatedDevicesTypes is deprecated, use mediatedDeviceTypes");
        }
        JsonNode nodes = mediated.path("nodeMediatedDeviceTypes");
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).hasNonNull("mediatedDevicesTypes")) {
                warnings.add(path + ".nodeMediatedDeviceTypes[" + i
                        + "].mediatedDevicesTypes is deprecated, use mediatedDeviceTypes");
            }
        }
        if (configuration.path("architectureConfiguration").hasNonNull("ppc64le")) {
            warnings.add("spec.configuration.architectureConfiguration.ppc64le is deprecated and no longer supported.");
        }
        return warnings;
    }
}
