package dev.slipway.vncproxy.subresource;

import dev.slipway.machine.lifecycle.Refusal;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/** Asks the API server whether a user may use a subresource. */
final class Authorization {
    private final KubernetesClient client;

    Authorization(KubernetesClient client) {
        this.client = client;
    }

    /** Returns why {@code user} may not, or nothing; blocks. */
    Optional<Refusal> refusal(RemoteUser user, HttpMethod method, SubresourcePath path) {
        String verb = verb(method);
        SubjectAccessReview answer =
                client.authorization().v1().subjectAccessReview().create(review(user, verb, path));
        if (answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed())) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                403,
                "Forbidden",
                path.resource(),
                path.name(),
                "%s.%s \"%s\" is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" in the namespace \"%s\""
                        .formatted(
                                path.resource(),
                                path.group(),
                                path.name(),
                                user.name(),
                                verb,
                                path.subresource().isEmpty()
                                        ? path.resource()
                                        : path.resource() + "/" + path.subresource(),
                                path.group(),
                                path.namespace())));
    }

    private static String verb(HttpMethod method) {
        if (HttpMethod.POST.equals(method)) {
            return "create";
        }
        return HttpMethod.PUT.equals(method) ? "update" : "get";
    }

    private static SubjectAccessReview review(RemoteUser user, String verb, SubresourcePath path) {
        return new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user.name())
                .withGroups(user.groups())
                .withExtra(user.extra())
                .withNewResourceAttributes()
                .withNamespace(path.namespace())
                .withVerb(verb)
                .withGroup(path.group())
                .withVersion(path.version())
                .withResource(path.resource())
                .withSubresource(path.subresource())
                .withName(path.name())
                .endResourceAttributes()
                .endSpec()
                .build();
    }
}
