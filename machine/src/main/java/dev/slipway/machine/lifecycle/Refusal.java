package dev.slipway.machine.lifecycle;

/**
 * Why a wish about a machine or its guest is not carried out; becomes a {@code metav1.Status}.
 *
 * @param code HTTP status
 * @param reason of the Status, e.g. {@code Conflict}
 * @param kind kind that the details name, e.g. {@code virtualmachine}; empty: no details
 * @param name name of the object
 * @param message of the Status
 */
public record Refusal(int code, String reason, String kind, String name, String message) {
    /** Kind of virtual machines in details. */
    public static final String MACHINE = "virtualmachine";

    /** Kind of instances in details. */
    public static final String INSTANCE = "virtualmachineinstance";

    /** The object's state does not allow it. */
    public static Refusal conflict(String kind, String name, String why) {
        return new Refusal(
                409,
                "Conflict",
                kind,
                name,
                "Operation cannot be fulfilled on %s.kubevirt.io \"%s\": %s".formatted(kind, name, why));
    }

    /** There is no such object. */
    public static Refusal notFound(String kind, String name) {
        return new Refusal(404, "NotFound", kind, name, "%s.kubevirt.io \"%s\" not found".formatted(kind, name));
    }

    /** It is not allowed to anybody, for this object. */
    public static Refusal forbidden(String kind, String name, String why) {
        return new Refusal(
                403, "Forbidden", kind, name, "%s.kubevirt.io \"%s\" is forbidden: %s".formatted(kind, name, why));
    }

    /** The request makes no sense. */
    public static Refusal badRequest(String why) {
        return new Refusal(400, "BadRequest", "", "", why);
    }
}
