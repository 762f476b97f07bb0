package dev.slipway.standalone.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubelet of one virtual node. Processes outlive it: after a restart it finds them by the files in its directory.
 */
public final class Kubelet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Kubelet.class);

    /** How long to wait before a Pod that could not start is tried again, milliseconds. */
    private static final long RETRY = 2_000;

    /** How often every Pod is looked at without cause, milliseconds. */
    private static final long RESYNC = 60_000;

    /** Tries to remove what a Pod left; together they take 5 s. */
    private static final int MOST_REMOVALS = 10;

    private final KubeletSettings settings;
    private final PodNews news;
    private final PodRun run;
    private final SerialByKey work = new SerialByKey(this::reconcile);
    private final NodeRegistration registration;
    private final SharedIndexInformer<Pod> pods;
    private final LogBounds logs;
    private volatile boolean closing;

    private Kubelet(KubernetesClient client, KubeletSettings settings, PodNetwork network, NodeFacts node) {
        this.settings = settings;
        this.registration = new NodeRegistration(client, node);
        this.pods = client.pods()
                .inAnyNamespace()
                .withField("spec.nodeName", settings.nodeName())
                .runnableInformer(RESYNC)
                .exceptionHandler((started, cause) -> true); // a first list that took too long is asked for again
        this.logs = LogBounds.start(settings.directory());
        this.news = new PodNews(client, settings.nodeName());
        this.run = new PodRun(client, news, settings, network, node.address(), this::current, this::demandWhen);
    }

    /** Registers the node, takes over what runs of an earlier life, ends what no longer has a Pod, and goes on. */
    public static Kubelet start(KubernetesClient client, KubeletSettings settings, PodNetwork network, NodeFacts node)
            throws IOException {
        Files.createDirectories(settings.directory().resolve("pods"));
        Kubelet kubelet = new Kubelet(client, settings, network, node);
        kubelet.registration.start();
        kubelet.pods.addEventHandler(kubelet.new PodEvents());
        kubelet.pods.run();
        kubelet.endOrphans();
        return kubelet;
    }

    /** Stops watching; Pods run on. */
    @Override
    public void close() {
        closing = true;
        registration.close();
        pods.close();
        logs.close();
        work.close();
        news.close();
    }

    private Optional<Pod> current(String key) {
        return Optional.ofNullable(pods.getIndexer().getByKey(key));
    }

    private void demandWhen(String key, CompletableFuture<?> event) {
        CompletableFuture<?> _ = event.whenComplete((_, _) -> {
            if (!closing) {
                work.demand(key);
            }
        });
    }

    private void reconcile(String key) {
        Optional<Pod> pod = current(key);
        if (closing || pod.isEmpty()) {
            return;
        }
        try {
            if (pod.get().getMetadata().getDeletionTimestamp() != null) {
                run.stop(pod.get());
            } else {
                run.advance(pod.get());
            }
        } catch (IOException | KubernetesClientException e) {
            if (!closing) {
                LOG.warn("{}: {}; next try in {} ms", key, e.getMessage(), RETRY);
                demandWhen(key, new CompletableFuture<>().completeOnTimeout(null, RETRY, TimeUnit.MILLISECONDS));
            }
        } catch (RuntimeException e) {
            LOG.error("{}: this is a defect of the kubelet", key, e);
        }
    }

    /** Ends the processes of Pods that were deleted by force or while this kubelet was down. */
    private void endOrphans() throws IOException {
        Set<String> known = pods.getIndexer().list().stream()
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
        try (Stream<Path> directories = Files.list(settings.directory().resolve("pods"))) {
            directories
                    .map(path -> path.getFileName().toString())
                    .filter(uid -> !known.contains(uid))
                    .forEach(this::endOrphan);
        }
    }

    /** A step that was under way when the Pod went may still write below its directory, so one try is not enough. */
    private void endOrphan(String uid) {
        for (int attempt = 1; !closing; attempt++) {
            try {
                run.remove(uid);
                return;
            } catch (IOException | UncheckedIOException e) {
                if (attempt == MOST_REMOVALS) {
                    LOG.warn("what the Pod {} left behind could not be removed: {}", uid, e.toString());
                    return;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100L * attempt));
            }
        }
    }

    private final class PodEvents implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            work.demand(key(pod));
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            if (!before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
                onDelete(before, false);
            }
            work.demand(key(after));
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            if (!closing) {
                Thread.startVirtualThread(() -> endOrphan(pod.getMetadata().getUid()));
            }
        }

        private static String key(Pod pod) {
            return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        }
    }
}
