package dev.slipway.vncproxy.subresource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.expand.ExpandedMachine;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.lifecycle.Refusal;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Machines with their instance types and preferences written out. Source: KubeVirt v1.9.0, {@code pkg/virt-api/rest/expand.go}. */
final class Expansions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterFacts facts;

    Expansions(ClusterFacts facts) {
        this.facts = facts;
    }

    /** Expands the machine that a client sent. */
    Outcome sent(String namespace, Buffer body) {
        JsonNode tree;
        try {
            tree = JSON.readTree(body.getBytes());
        } catch (JsonProcessingException e) {
            return badRequest("The body is no JSON: " + e.getOriginalMessage() + ". Send a VirtualMachine.");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        if (!(tree instanceof ObjectNode machine)) {
            return badRequest("The body is no JSON object; send a VirtualMachine.");
        }
        return switch (expand(machine, namespace)) {
            case ExpandedMachine.Expanded(ObjectNode expanded) -> new Outcome.Document(expanded);
            case ExpandedMachine.Malformed malformed -> new Outcome.Malformed(malformed.problems());
            case ExpandedMachine.Impossible(String sentence) -> badRequest(sentence);
        };
    }

    private ExpandedMachine expand(ObjectNode machine, String namespace) {
        String own = machine.path("metadata").path("namespace").asText();
        if (!own.isEmpty() && !own.equals(namespace)) {
            return new ExpandedMachine.Impossible(
                    "metadata.namespace is \"%s\"; leave it out, or write \"%s\" as in the path."
                            .formatted(own, namespace));
        }
        return ExpandedMachine.of(machine, namespace, facts);
    }

    /** Expands a machine that is stored. */
    Outcome stored(SubresourcePath path) {
        return facts.find("kubevirt.io", SubresourcePath.MACHINES, path.namespace(), path.name())
                .map(machine -> stored((ObjectNode) machine, path))
                .orElseGet(() -> new Outcome.Refuse(Refusal.notFound(Refusal.MACHINE, path.name())));
    }

    private Outcome stored(ObjectNode machine, SubresourcePath path) {
        return switch (ExpandedMachine.of(machine, path.namespace(), facts)) {
            case ExpandedMachine.Expanded(ObjectNode expanded) -> new Outcome.Document(expanded);
            case ExpandedMachine.Malformed malformed -> impossible(String.join(" ", malformed.problems()));
            case ExpandedMachine.Impossible(String sentence) -> impossible(sentence);
        };
    }

    /** A stored machine is no fault of who asks. */
    private static Outcome impossible(String sentence) {
        return new Outcome.Refuse(new Refusal(500, "InternalError", "", "", "Internal error occurred: " + sentence));
    }

    private static Outcome badRequest(String sentence) {
        return new Outcome.Refuse(Refusal.badRequest(sentence));
    }
}
