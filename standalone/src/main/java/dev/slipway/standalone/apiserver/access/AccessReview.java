package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Attributes.Target;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.request.Authorizer.Decision;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says whether the caller, or another subject, may do something. */
final class AccessReview implements VirtualResource {
    private final About about;
    private final Authorizer authorizer;

    /** Whose rights are asked for, and where. */
    enum About {
        SELF,
        ANYONE,
        ANYONE_IN_NAMESPACE
    }

    AccessReview(About about, Authorizer authorizer) {
        this.about = about;
        this.authorizer = authorizer;
    }

    @Override
    public ResourceType type() {
        return switch (about) {
            case SELF -> ReviewType.cluster(ReviewType.AUTHORIZATION, "SelfSubjectAccessReview");
            case ANYONE -> ReviewType.cluster(ReviewType.AUTHORIZATION, "SubjectAccessReview");
            case ANYONE_IN_NAMESPACE ->
                ReviewType.namespaced(
                        ReviewType.AUTHORIZATION, "LocalSubjectAccessReview", "localsubjectaccessreviews");
        };
    }

    @Override
    public ObjectNode create(ObjectNode body, Caller caller, String namespace, String name) {
        JsonNode spec = body.path("spec");
        Target target = target(spec, namespace);
        Caller subject = about == About.SELF ? caller : subject(spec);
        ObjectNode status = body.putObject("status");
        String verb = (target instanceof Target.Path
                        ? spec.path("nonResourceAttributes")
                        : spec.path("resourceAttributes"))
                .path("verb")
                .asText();
        switch (authorizer.authorize(new Attributes(subject, verb, target))) {
            case Decision.Allowed(String reason) -> {
                status.put("allowed", true);
                putReason(status, reason);
            }
            case Decision.Denied(String reason) -> {
                status.put("allowed", false);
                putReason(status, reason);
            }
        }
        return body;
    }

    private static void putReason(ObjectNode status, String reason) {
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
    }

    private Target target(JsonNode spec, String namespace) {
        JsonNode resource = spec.path("resourceAttributes");
        JsonNode path = spec.path("nonResourceAttributes");
        if (resource.isObject() == path.isObject()) {
            throw invalid(Cause.invalid(
                    "spec.resourceAttributes",
                    "null",
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
        if (path.isObject()) {
            return new Target.Path(path.path("path").asText());
        }
        String asked = resource.path("namespace").asText("");
        if (about == About.ANYONE_IN_NAMESPACE && !asked.equals(namespace)) {
            throw invalid(Cause.invalid(
                    "spec.resourceAttributes.namespace",
                    "\"" + asked + "\"",
                    "must match metadata.namespace \"" + namespace + "\""));
        }
        return new Target.Resource(
                resource.path("group").asText(""),
                resource.path("version").asText(""),
                resource.path("resource").asText(""),
                resource.path("subresource").asText(""),
                asked,
                resource.path("name").asText(""));
    }

    private Caller subject(JsonNode spec) {
        List<String> groups = new ArrayList<>();
        spec.path("groups").forEach(group -> groups.add(group.asText()));
        String user = spec.path("user").asText("");
        if (user.isEmpty() && groups.isEmpty()) {
            throw invalid(Cause.invalid("spec.user", "\"\"", "at least one of user or group must be specified"));
        }
        Map<String, List<String>> extra = new HashMap<>();
        spec.path("extra").properties().forEach(entry -> {
            List<String> values = new ArrayList<>();
            entry.getValue().forEach(value -> values.add(value.asText()));
            extra.put(entry.getKey(), values);
        });
        return new Caller(user, spec.path("uid").asText(""), groups, extra);
    }

    private RuntimeException invalid(Cause cause) {
        return Problem.invalid(ReviewType.AUTHORIZATION, type().kind(), "", List.of(cause))
                .exception();
    }
}
