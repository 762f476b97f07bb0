package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.subresource.Reaction.Patched;
import dev.slipway.machine.subresource.Reaction.Place;
import dev.slipway.machine.subresource.Reaction.Refused;
import dev.slipway.machine.validate.FeatureGates;
import java.util.Optional;

/** {@code sev/setupsession}: the guest owner's keys for a launch that is attested. Source: KubeVirt v1.9.0, {@code sev.go}. */
public final class LaunchSession {
    private static final String SEV = "/spec/domain/launchSecurity/sev";
    private static final int ACCEPTED = 202;

    private LaunchSession() {}

    /** Decides {@code sev/setupsession}. */
    public static Reaction decide(Target target, Wish wish, ClusterFacts facts) {
        if (!FeatureGates.isEnabled("WorkloadEncryptionSEV", facts.configuration())) {
            return Target.badRequest("'WorkloadEncryptionSEV' feature gate is not enabled");
        }
        if (wish.malformed().isPresent()) {
            return new Refused(wish.malformed().get());
        }
        if (wish.text("session").isEmpty()) {
            return Target.badRequest("Session blob is required");
        }
        if (wish.text("dhCert").isEmpty()) {
            return Target.badRequest("DH cert is required");
        }
        Optional<JsonNode> instance = target.find(facts);
        return instance.map(found -> decide(target, wish, found)).orElseGet(target::missing);
    }

    private static Reaction decide(Target target, Wish wish, JsonNode instance) {
        if (!InstancePhase.is(instance, "Scheduled")) {
            return target.conflict("VMI is not in Scheduled phase");
        }
        JsonNode sev = instance.at(SEV);
        if (!sev.path("attestation").isObject()) {
            return target.conflict("Attestation not requested for VMI");
        }
        if (!sev.path("session").asText("").isEmpty()
                || !sev.path("dhCert").asText("").isEmpty()) {
            return target.conflict("Session already defined");
        }
        ObjectNode complete = sev.deepCopy();
        complete.put("session", wish.text("session")).put("dhCert", wish.text("dhCert"));
        return new Patched(Place.INSTANCE, new JsonPatch().test(SEV, sev).replace(SEV, complete), ACCEPTED);
    }
}
