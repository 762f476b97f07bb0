package dev.slipway.machine.facts;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The right to clone disks of a namespace into others: {@code create} on {@code datavolumes/source}, or, as in CDI, on Pods, since a
 * Pod of the user's own could read the disks, too; it could not read a snapshot, though.
 */
public final class CloneRight {
    private CloneRight() {}

    /**
     * One action that suffices.
     *
     * @param group API group
     * @param resource plural
     * @param subresource may be empty
     * @param namespace where
     * @param name of what; empty for anything
     */
    public record Creation(String group, String resource, String subresource, String namespace, String name) {
        /** Returns the question to an API server whether a user may do it. */
        public SubjectAccessReview by(String user, List<String> groups) {
            return new SubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withUser(user)
                    .withGroups(groups)
                    .withNewResourceAttributes()
                    .withVerb("create")
                    .withGroup(group)
                    .withResource(resource)
                    .withSubresource(subresource)
                    .withNamespace(namespace)
                    .withName(name.isEmpty() ? null : name)
                    .endResourceAttributes()
                    .endSpec()
                    .build();
        }
    }

    /** Returns whether a user may do something, given who answers the questions to an API server. */
    public static boolean isHeld(
            String user, List<String> groups, Creation creation, UnaryOperator<SubjectAccessReview> apiServer) {
        SubjectAccessReview answer = apiServer.apply(creation.by(user, groups));
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }

    /** Returns whether a user holds it, given whom {@code allowed} says may create what. */
    public static boolean isHeld(String namespace, boolean snapshot, Predicate<Creation> allowed) {
        return allowed.test(new Creation("cdi.kubevirt.io", "datavolumes", "source", namespace, ""))
                || !snapshot && allowed.test(new Creation("", "pods", "", namespace, ""));
    }
}
