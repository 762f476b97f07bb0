package dev.slipway.standalone.app;

import java.util.List;

/**
 * Who a part, or the admin with kubectl, is for the Kubernetes API.
 *
 * @param file name of its kubeconfig without ending
 * @param user user name
 * @param groups its groups
 */
record Identity(String file, String user, List<String> groups) {
    Identity {
        groups = List.copyOf(groups);
    }

    /** The admin's kubectl. */
    static final Identity ADMIN = new Identity("admin", "admin", List.of("slipway:admins"));

    static final Identity OPERATOR = part("operator");
    static final Identity NODE_AGENT = part("node-agent");
    static final Identity VNC_PROXY = part("vnc-proxy");
    static final Identity UPLOAD_PROXY = part("upload-proxy");
    static final Identity PORTAL = part("portal");

    /** Kubelets, scheduler and storage of the virtual nodes; also makes the first objects, before there are any roles. */
    static final Identity HOST = new Identity("host", "system:slipway:host", List.of("system:masters"));

    /** All of them. */
    static final List<Identity> ALL = List.of(ADMIN, OPERATOR, NODE_AGENT, VNC_PROXY, UPLOAD_PROXY, PORTAL, HOST);

    private static Identity part(String name) {
        return new Identity(
                name,
                "system:serviceaccount:slipway:" + name,
                List.of("system:serviceaccounts", "system:serviceaccounts:slipway", "slipway:parts"));
    }
}
