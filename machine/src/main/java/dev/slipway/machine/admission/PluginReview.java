package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.FeatureGates;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Judges writes of plugins, as far as their form goes. Their CEL expressions are about libvirt's XML, of which Slipway has none,
 * and are not looked at. Source: KubeVirt v1.9.0, {@code plugin-admitter.go}.
 */
final class PluginReview {
    private PluginReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        if (review.before() == null && !FeatureGates.isEnabled("Plugins", facts.configuration())) {
            return Refusal.bad("Plugins need the feature gate Plugins, which is off.");
        }
        List<Cause> causes = new ArrayList<>();
        JsonNode hooks = object.path("spec").path("domainHooks");
        for (int i = 0; i < hooks.size(); i++) {
            JsonNode sidecar = hooks.get(i).path("sidecar");
            String path = sidecar.path("socketPath").asText("");
            if (sidecar.isObject() && !path.equals(GoPath.clean(path))) {
                causes.add(new Cause(
                        "FieldValueInvalid",
                        "spec.domainHooks[" + i + "].sidecar.socketPath",
                        "The path " + path + " goes by way of \".\", \"..\" or a second \"/\". Write "
                                + GoPath.clean(path) + "."));
            }
        }
        return causes.isEmpty()
                ? new Verdict.Allowed(null, List.of())
                // KubeVirt leaves out the code, for which the API server takes 400.
                : new Verdict.Denied(
                        400, "Invalid", causes.stream().map(Cause::message).collect(Collectors.joining(" ")), causes);
    }
}
