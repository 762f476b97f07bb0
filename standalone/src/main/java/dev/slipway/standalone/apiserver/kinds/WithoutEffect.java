package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.Optional;

/** What is kept, but changes nothing, because the part of Kubernetes that would act on it is not in standalone. */
public final class WithoutEffect {
    private WithoutEffect() {}

    /** Returns the sentence that whoever makes this object is warned with, if nothing comes of it. */
    public static Optional<String> warning(ResourceType type, ObjectNode object) {
        if (!type.builtIn()) {
            return Optional.empty();
        }
        return switch (type.storedAs().toString()) {
            case "resourcequotas" ->
                Optional.of(
                        "a ResourceQuota limits nothing in a standalone Slipway; on a cluster Kubernetes enforces it");
            case "limitranges" ->
                Optional.of("a LimitRange limits nothing in a standalone Slipway; on a cluster Kubernetes enforces it");
            case "services" ->
                object.path("spec").path("selector").isEmpty()
                        ? Optional.empty()
                        : Optional.of("a Service leads to no Pod in a standalone Slipway, which has no service network;"
                                + " reach a machine at the address that kubectl get vmi shows");
            default -> Optional.empty();
        };
    }
}
