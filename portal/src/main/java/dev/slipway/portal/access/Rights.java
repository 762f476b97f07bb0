package dev.slipway.portal.access;

import dev.slipway.portal.PortalSettings;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.Identity;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** What users may do, as the API server answers it; answers are believed for a while. */
@Singleton
public class Rights {
    private static final int MOST_REMEMBERED = 100_000;
    private static final int AT_ONCE = 16;

    private static final int MOST_VISITORS = 1_000;

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final Remembered<Question, Boolean> answers;
    private final Remembered<Sight, Visible> visible;

    private record Question(Identity identity, Ask ask, String namespace) {}

    private record Sight(Identity identity, Ask ask) {}

    Rights(ClusterConnection connection, ClusterMirror mirror, PortalSettings settings) {
        this.connection = connection;
        this.mirror = mirror;
        this.answers = new Remembered<>(MOST_REMEMBERED, settings.rightsKept(), Clock.systemUTC());
        this.visible = new Remembered<>(MOST_VISITORS, settings.rightsKept(), Clock.systemUTC());
    }

    /** Returns whether a user may do something in a namespace; "" asks for all namespaces. While the API is away the last answer counts. */
    public boolean may(Identity identity, Ask ask, String namespace) {
        Question question = new Question(identity, ask, namespace);
        return answers.get(question, () -> answer(question), false);
    }

    private Optional<Boolean> answer(Question question) {
        try {
            return Optional.of(review(question));
        } catch (KubernetesClientException _) {
            return Optional.empty();
        }
    }

    /** Returns the namespaces in which a user may do something, all of them if the right is cluster-wide. */
    public Visible visible(Identity identity, Ask ask) {
        return visible.get(
                new Sight(identity, ask), () -> Optional.of(find(identity, ask)), new Visible.Only(Set.of()));
    }

    private Visible find(Identity identity, Ask ask) {
        return may(identity, ask, "") ? new Visible.Everything() : new Visible.Only(namespaces(identity, ask));
    }

    private Set<String> namespaces(Identity identity, Ask ask) {
        Semaphore atOnce = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<Boolean>> asked = mirror.namespaces().all().stream()
                    .map(namespace -> namespace.getMetadata().getName())
                    .collect(Collectors.toMap(
                            name -> name,
                            name -> threads.submit(() -> {
                                atOnce.acquire();
                                try {
                                    return may(identity, ask, name);
                                } finally {
                                    atOnce.release();
                                }
                            })));
            return asked.entrySet().stream()
                    .filter(entry -> resolved(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private static boolean resolved(Future<Boolean> answer) {
        try {
            return answer.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException _) {
            return false;
        }
    }

    private boolean review(Question question) {
        KubernetesClient client = connection
                .as(question.identity)
                .orElseThrow(() -> new KubernetesClientException("the portal has no connection yet"));
        var review = client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withVerb(question.ask.verb())
                        .withGroup(question.ask.group())
                        .withResource(question.ask.resource())
                        .withSubresource(question.ask.subresource())
                        .withNamespace(question.namespace)
                        .endResourceAttributes()
                        .endSpec()
                        .build());
        return review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAllowed());
    }
}
