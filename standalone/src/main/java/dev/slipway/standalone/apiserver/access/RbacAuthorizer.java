package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.util.List;

/** Decides by the roles and bindings that are stored now; their compiled form is kept until one changes. */
public final class RbacAuthorizer implements Authorizer {
    static final String GROUP = "rbac.authorization.k8s.io";
    private static final GroupResource CLUSTER_ROLES = new GroupResource(GROUP, "clusterroles");
    private static final GroupResource ROLES = new GroupResource(GROUP, "roles");
    private static final GroupResource CLUSTER_ROLE_BINDINGS = new GroupResource(GROUP, "clusterrolebindings");
    private static final GroupResource ROLE_BINDINGS = new GroupResource(GROUP, "rolebindings");

    private final AccessObjects objects;
    private volatile Compiled compiled =
            new Compiled(List.of(), RbacPolicy.of(List.of(), List.of(), List.of(), List.of()));

    private record Compiled(List<Long> revisions, RbacPolicy policy) {}

    public RbacAuthorizer(AccessObjects objects) {
        this.objects = objects;
    }

    @Override
    public Decision authorize(Attributes attributes) {
        return policy().decide(attributes);
    }

    RbacPolicy policy() {
        // Read before the objects: what changes in between is seen by the next call.
        List<Long> revisions = List.of(
                objects.revision(CLUSTER_ROLES),
                objects.revision(ROLES),
                objects.revision(CLUSTER_ROLE_BINDINGS),
                objects.revision(ROLE_BINDINGS));
        Compiled current = compiled;
        if (!current.revisions().equals(revisions)) {
            current = new Compiled(
                    revisions,
                    RbacPolicy.of(
                            objects.list(CLUSTER_ROLES),
                            objects.list(ROLES),
                            objects.list(CLUSTER_ROLE_BINDINGS),
                            objects.list(ROLE_BINDINGS)));
            compiled = current;
        }
        return current.policy();
    }
}
