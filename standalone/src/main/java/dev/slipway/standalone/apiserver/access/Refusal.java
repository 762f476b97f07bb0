package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Attributes.Target;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Problem;

/** The 403 that a caller without the right gets, in kube-apiserver's words. */
public final class Refusal {
    private Refusal() {}

    /** @param reason of the authorizer, may be empty */
    public static Problem of(Attributes attributes, String reason) {
        String why = sentence(attributes) + (reason.isEmpty() ? "" : ": " + reason);
        return switch (attributes.target()) {
            case Target.Resource target ->
                Problem.forbidden(new GroupResource(target.group(), target.resource()), target.name(), why);
            case Target.Path path -> Problem.forbidden(new GroupResource("", ""), "", why);
        };
    }

    private static String sentence(Attributes attributes) {
        String start = "User \"%s\" cannot %s ".formatted(attributes.caller().name(), attributes.verb());
        return switch (attributes.target()) {
            case Target.Resource target -> {
                String resource = target.subresource().isEmpty()
                        ? target.resource()
                        : target.resource() + "/" + target.subresource();
                String where = target.namespace().isEmpty()
                        ? "at the cluster scope"
                        : "in the namespace \"%s\"".formatted(target.namespace());
                yield start + "resource \"%s\" in API group \"%s\" %s".formatted(resource, target.group(), where);
            }
            case Target.Path(String path) -> start + "path \"%s\"".formatted(path);
        };
    }
}
