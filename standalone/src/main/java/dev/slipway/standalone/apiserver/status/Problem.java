package dev.slipway.standalone.apiserver.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A refusal as {@code metav1.Status} states it.
 *
 * @param code HTTP status
 * @param reason stable word for programs, e.g. {@code NotFound}; empty if there is none
 * @param message one sentence for people
 * @param details what it is about
 */
public record Problem(int code, String reason, String message, Details details) {

    /**
     * What a refusal is about.
     *
     * @param name of the object, may be empty
     * @param group API group, may be empty
     * @param kind plural resource, or the kind where kube-apiserver names the kind
     * @param uid of the object, may be empty
     * @param causes one by one
     * @param retryAfterSeconds 0: not said
     */
    public record Details(
            String name, String group, String kind, String uid, List<Cause> causes, int retryAfterSeconds) {
        public Details {
            causes = List.copyOf(causes);
        }

        static final Details NONE = new Details("", "", "", "", List.of(), 0);

        static Details of(GroupResource resource, String name) {
            return new Details(name, resource.group(), resource.resource(), "", List.of(), 0);
        }

        Details withCauses(List<Cause> more) {
            return new Details(name, group, kind, uid, more, retryAfterSeconds);
        }
    }

    public static Problem notFound(GroupResource resource, String name) {
        return new Problem(
                404, "NotFound", "%s \"%s\" not found".formatted(resource, name), Details.of(resource, name));
    }

    public static Problem alreadyExists(GroupResource resource, String name) {
        return new Problem(
                409, "AlreadyExists", "%s \"%s\" already exists".formatted(resource, name), Details.of(resource, name));
    }

    public static Problem conflict(GroupResource resource, String name, String why) {
        return new Problem(
                409,
                "Conflict",
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(resource, name, why),
                Details.of(resource, name));
    }

    /** The object changed since the caller read it. */
    public static Problem modified(GroupResource resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static Problem invalid(String group, String kind, String name, List<Cause> causes) {
        String sentences = causes.stream().map(Cause::sentence).distinct().collect(Collectors.joining(", "));
        String list = causes.size() == 1 ? sentences : "[" + sentences + "]";
        String groupKind = group.isEmpty() ? kind : kind + "." + group;
        return new Problem(
                422,
                "Invalid",
                "%s \"%s\" is invalid: %s".formatted(groupKind, name, list),
                new Details(name, group, kind, "", causes, 0));
    }

    public static Problem badRequest(String message) {
        return new Problem(400, "BadRequest", message, Details.NONE);
    }

    public static Problem unauthorized() {
        return new Problem(401, "Unauthorized", "Unauthorized", Details.NONE);
    }

    /** @param why e.g. {@code User "jane" cannot list resource "pods" in API group "" in the namespace "a"} */
    public static Problem forbidden(GroupResource resource, String name, String why) {
        String subject = resource.resource().isEmpty()
                ? "forbidden"
                : name.isEmpty() ? resource + " is forbidden" : "%s \"%s\" is forbidden".formatted(resource, name);
        return new Problem(403, "Forbidden", subject + ": " + why, Details.of(resource, name));
    }

    public static Problem methodNotAllowed() {
        return new Problem(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Details.NONE);
    }

    /** Nothing is served at the path. */
    public static Problem noSuchPath() {
        return new Problem(404, "NotFound", "the server could not find the requested resource", Details.NONE);
    }

    public static Problem unsupportedMediaType(String message) {
        return new Problem(415, "UnsupportedMediaType", message, Details.NONE);
    }

    public static Problem notAcceptable(String message) {
        return new Problem(406, "NotAcceptable", message, Details.NONE);
    }

    public static Problem tooLarge(String message) {
        return new Problem(413, "RequestEntityTooLarge", message, Details.NONE);
    }

    /** Others own fields that an apply would change. */
    public static Problem applyConflict(String message, List<Cause> causes) {
        return new Problem(409, "Conflict", message, Details.NONE.withCauses(causes));
    }

    /** An admission hook refused the object. */
    public static Problem denied(int code, String reason, String message, List<Cause> causes) {
        return new Problem(code, reason, message, Details.NONE.withCauses(causes));
    }

    /** A refusal that kube-apiserver states as a plain error. */
    public static Problem plain(int code, String message) {
        return new Problem(code, "", message, Details.NONE);
    }

    /** A patch that is well formed but does not fit the object. */
    public static Problem rejected() {
        return new Problem(
                422, "Invalid", "the server rejected our request due to an error in our request", Details.NONE);
    }

    /** The asked revision is no longer known; the caller has to list again. */
    public static Problem expired(String message) {
        return new Problem(410, "Expired", message, Details.NONE);
    }

    public static Problem internal(String message) {
        return new Problem(500, "InternalError", "Internal error occurred: " + message, Details.NONE);
    }

    public static Problem unavailable(String message) {
        return new Problem(503, "ServiceUnavailable", message, Details.NONE);
    }

    public static Problem tooManyRequests(String message, int retryAfterSeconds) {
        return new Problem(429, "TooManyRequests", message, new Details("", "", "", "", List.of(), retryAfterSeconds));
    }

    /** A revision that does not exist yet was asked for. */
    public static Problem revisionTooLarge(long asked, long current) {
        Cause cause = new Cause("ResourceVersionTooLarge", "Too large resource version", "");
        return new Problem(
                504,
                "Timeout",
                "Timeout: Too large resource version: %d, current: %d".formatted(asked, current),
                new Details("", "", "", "", List.of(cause), 1));
    }

    /** Returns the same refusal with the given causes. */
    public Problem withCauses(List<Cause> causes) {
        return new Problem(code, reason, message, details.withCauses(causes));
    }

    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** Returns the {@code v1 Status} object. */
    public ObjectNode toJson() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", message);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        if (!details.equals(Details.NONE)) {
            ObjectNode node = status.putObject("details");
            putUnlessEmpty(node, "name", details.name);
            putUnlessEmpty(node, "group", details.group);
            putUnlessEmpty(node, "kind", details.kind);
            putUnlessEmpty(node, "uid", details.uid);
            for (Cause cause : details.causes) {
                ObjectNode item = node.withArrayProperty("causes").addObject();
                putUnlessEmpty(item, "reason", cause.reason());
                putUnlessEmpty(item, "message", cause.message());
                putUnlessEmpty(item, "field", cause.field());
            }
            if (details.retryAfterSeconds > 0) {
                node.put("retryAfterSeconds", details.retryAfterSeconds);
            }
        }
        return status.put("code", code);
    }

    private static void putUnlessEmpty(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}
