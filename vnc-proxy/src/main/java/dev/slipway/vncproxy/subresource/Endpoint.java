package dev.slipway.vncproxy.subresource;

import dev.slipway.machine.lifecycle.GuestAction;
import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A subresource of instances that the node of the guest answers. Source: KubeVirt v1.9.0, {@code pkg/virt-api/api.go}. */
enum Endpoint {
    VNC("vnc", GuestAction.VNC, Form.STREAM),
    CONSOLE("console", GuestAction.CONSOLE, Form.STREAM),
    PORT_FORWARD("portforward", GuestAction.PORT_FORWARD, Form.STREAM),
    SCREENSHOT("vnc/screenshot", GuestAction.SCREENSHOT, Form.ANSWER),
    GUEST_OS_INFO("guestosinfo", GuestAction.GUEST_OS_INFO, Form.ANSWER),
    USER_LIST("userlist", GuestAction.USER_LIST, Form.ANSWER),
    FILE_SYSTEM_LIST("filesystemlist", GuestAction.FILE_SYSTEM_LIST, Form.ANSWER),
    PAUSE("pause", GuestAction.PAUSE, Form.COMMAND),
    UNPAUSE("unpause", GuestAction.UNPAUSE, Form.COMMAND),
    RESET("reset", GuestAction.RESET, Form.COMMAND),
    SOFT_REBOOT("softreboot", GuestAction.SOFT_REBOOT, Form.COMMAND),
    FREEZE("freeze", GuestAction.FREEZE, Form.COMMAND),
    UNFREEZE("unfreeze", GuestAction.UNFREEZE, Form.COMMAND),
    USB_REDIRECTION("usbredir", GuestAction.USB_REDIRECTION, Form.STREAM),
    VSOCK("vsock", GuestAction.VSOCK, Form.STREAM),
    BACKUP("backup", GuestAction.BACKUP, Form.COMMAND),
    REDEFINE_CHECKPOINT("redefine-checkpoint", GuestAction.REDEFINE_CHECKPOINT, Form.COMMAND),
    SEV_CERTIFICATES("sev/fetchcertchain", GuestAction.SEV_CERTIFICATES, Form.ANSWER),
    SEV_MEASUREMENT("sev/querylaunchmeasurement", GuestAction.SEV_MEASUREMENT, Form.ANSWER),
    SEV_SECRET("sev/injectlaunchsecret", GuestAction.SEV_SECRET, Form.COMMAND);

    private static final Set<Endpoint> OF_SEV = EnumSet.of(SEV_CERTIFICATES, SEV_MEASUREMENT, SEV_SECRET);

    /** How it is asked and answered. */
    enum Form {
        /** GET; a websocket. */
        STREAM,
        /** GET; a document or image; every error is plain text with code 500, as in KubeVirt. */
        ANSWER,
        /** PUT; no body in the answer. */
        COMMAND
    }

    private final String subresource;
    private final GuestAction action;
    private final Form form;

    Endpoint(String subresource, GuestAction action, Form form) {
        this.subresource = subresource;
        this.action = action;
        this.form = form;
    }

    /** Returns the endpoint of that name and method. */
    static Optional<Endpoint> of(String subresource, HttpMethod method) {
        for (Endpoint endpoint : values()) {
            if (endpoint.subresource.equals(subresource) && endpoint.method().equals(method)) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }

    String subresource() {
        return subresource;
    }

    GuestAction action() {
        return action;
    }

    Form form() {
        return form;
    }

    HttpMethod method() {
        return form == Form.COMMAND ? HttpMethod.PUT : HttpMethod.GET;
    }

    /** Returns the feature gate without which it is not offered. */
    Optional<String> gate() {
        return OF_SEV.contains(this) ? Optional.of("WorkloadEncryptionSEV") : Optional.empty();
    }

    /** Returns what the node-agent calls it ({@code docs/contracts.md} §3). */
    String relayPath() {
        return this == SCREENSHOT ? "screenshot" : subresource;
    }
}
