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
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What users may do, as the API server answers it; answers are believed for a while. */
@Singleton
public class Rights {
    private static final int MOST_REMEMBERED = 100_000;
    private static final int AT_ONCE = 16;

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final PortalSettings settings;
    private final Clock clock = Clock.systemUTC();
    private final Map<Question, Answer> answers = new ConcurrentHashMap<>();

    /** Questions on their way to the API server, so that of many requests at the same moment one asks. */
    private final Map<Question, CompletableFuture<Boolean>> asked = new ConcurrentHashMap<>();

    private final Map<Identity, Map<Ask, Kept>> visible = new ConcurrentHashMap<>();

    private record Question(Identity identity, Ask ask, String namespace) {}

    private record Answer(boolean allowed, Instant until) {}

    private record Kept(Visible visible, Instant until) {}

    Rights(ClusterConnection connection, ClusterMirror mirror, PortalSettings settings) {
        this.connection = connection;
        this.mirror = mirror;
        this.settings = settings;
    }

    /** Returns whether a user may do something in a namespace; "" asks for all namespaces. While the API is away the last answer counts. */
    public boolean may(Identity identity, Ask ask, String namespace) {
        Question question = new Question(identity, ask, namespace);
        Answer known = answers.get(question);
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.until)) {
            return known.allowed;
        }
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> others = asked.putIfAbsent(question, mine);
        if (others != null) {
            return known != null ? known.allowed : others.join();
        }
        try {
            boolean allowed = ask(question, known, now);
            mine.complete(allowed);
            return allowed;
        } finally {
            mine.complete(false); // for those who wait, after an error that goes on to the caller
            asked.remove(question, mine);
        }
    }

    private boolean ask(Question question, @Nullable Answer known, Instant now) {
        try {
            boolean allowed = review(question);
            if (answers.size() > MOST_REMEMBERED) {
                answers.clear();
            }
            answers.put(question, new Answer(allowed, now.plus(settings.rightsKept())));
            return allowed;
        } catch (KubernetesClientException _) {
            return known != null && known.allowed;
        }
    }

    /** Returns the namespaces in which a user may do something, all of them if the right is cluster-wide. */
    public Visible visible(Identity identity, Ask ask) {
        Instant now = clock.instant();
        Map<Ask, Kept> mine = visible.computeIfAbsent(identity, _ -> new ConcurrentHashMap<>());
        Kept kept = mine.get(ask);
        if (kept != null && now.isBefore(kept.until)) {
            return kept.visible;
        }
        Visible fresh = may(identity, ask, "") ? new Visible.Everything() : new Visible.Only(namespaces(identity, ask));
        mine.put(ask, new Kept(fresh, now.plus(settings.rightsKept())));
        if (visible.size() > MOST_REMEMBERED / 100) {
            visible.clear();
        }
        return fresh;
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
        } catch (java.util.concurrent.ExecutionException _) {
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
