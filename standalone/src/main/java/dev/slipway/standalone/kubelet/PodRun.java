package dev.slipway.standalone.kubelet;

import dev.slipway.machine.pod.LauncherNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Takes one Pod at a time a step further: start, report, restart, stop, remove. */
final class PodRun {
    /** How old files of Secrets and ConfigMaps may be in a running Pod; a kubelet takes about as long. */
    private static final Duration KEPT_FILES = Duration.ofMinutes(1);

    /** Why a container waits whose volumes are not there yet. */
    static final String CREATING = "ContainerCreating";

    /** How often a status is written anew because the Pod has changed in between. */
    private static final int MOST_TRIES = 5;

    private final KubernetesClient client;
    private final PodNews news;
    private final KubeletSettings settings;
    private final PodNetwork network;
    private final PodVolumes volumes;
    private final ContainerRun containers;
    private final String hostIp;
    private final Function<String, Optional<Pod>> current;
    private final BiConsumer<String, CompletableFuture<?>> demandWhen;
    private final ConcurrentHashMap<String, Object> removals = new ConcurrentHashMap<>();
    /** Pods whose files of Secrets and ConfigMaps will be looked at again. */
    private final Set<String> renewed = ConcurrentHashMap.newKeySet();

    /**
     * Works on the Pods of one node.
     *
     * @param current the Pod of a key {@code namespace/name} as it is now
     * @param demandWhen asks for another look at a key when a future completes
     */
    PodRun(
            KubernetesClient client,
            PodNews news,
            KubeletSettings settings,
            PodNetwork network,
            String hostIp,
            Function<String, Optional<Pod>> current,
            BiConsumer<String, CompletableFuture<?>> demandWhen) {
        this.client = client;
        this.news = news;
        this.settings = settings;
        this.network = network;
        this.volumes = new PodVolumes(client, settings.root());
        this.containers = new ContainerRun(settings, news, demandWhen);
        this.hostIp = hostIp;
        this.current = current;
        this.demandWhen = demandWhen;
    }

    /** Starts what is to start, reports what runs or has ended. */
    void advance(Pod pod) throws IOException {
        PodDirectory directory = PodDirectory.of(settings.directory(), uid(pod));
        if (isFinal(pod)) {
            endAll(pod, directory);
            network.detach(uid(pod), directory.path());
            return;
        }
        Files.createDirectories(directory.path());
        PodNetwork.Connection attachment = connect(pod, directory);
        Optional<String> images = needsImages(pod);
        if (images.isPresent()) {
            report(pod, waiting(pod, "ErrImageNeverPull", images.get()), attachment.addresses());
            return;
        }
        List<ContainerReport> reports = new ArrayList<>();
        try {
            List<MountedVolume> mounted = volumes.mount(pod, directory);
            if (PodVolumes.changes(pod) && renewed.add(uid(pod))) {
                demandWhen.accept(
                        key(pod),
                        new CompletableFuture<>()
                                .completeOnTimeout(null, KEPT_FILES.toMillis(), TimeUnit.MILLISECONDS)
                                .thenRun(() -> renewed.remove(uid(pod))));
            }
            ContainerRun.Place place = new ContainerRun.Place(directory, mounted, attachment);
            boolean hasStarted = false;
            for (Container container : pod.getSpec().getContainers()) {
                boolean isNew = new ContainerProcess(directory.container(container.getName()))
                        .state()
                        .isEmpty();
                if (isNew && hasStarted) {
                    // Who waits for the Pod waits for its first container: that is told before the others start.
                    reports.add(waiting(container, CREATING, ""));
                    demandWhen.accept(key(pod), CompletableFuture.completedFuture(null));
                } else {
                    ContainerReport report = containers.advance(pod, container, place);
                    reports.add(report);
                    hasStarted |= isNew && !(report.state() instanceof ContainerState.Waiting);
                }
            }
        } catch (PodVolumes.NotReady e) {
            reports.clear();
            reports.addAll(waiting(pod, CREATING, Objects.requireNonNullElse(e.getMessage(), "")));
            demandWhen.accept(key(pod), new CompletableFuture<>().completeOnTimeout(null, 1, TimeUnit.SECONDS));
        }
        report(pod, reports, attachment.addresses());
    }

    /** Some containers are programs, or disks, in images, which nothing here can open; returns why the Pod cannot start. */
    private static Optional<String> needsImages(Pod pod) {
        List<String> images = Stream.concat(
                        pod.getSpec().getInitContainers().stream(),
                        pod.getSpec().getContainers().stream().filter(LauncherNames::holdsDisk))
                .map(Container::getImage)
                .distinct()
                .toList();
        return images.isEmpty()
                ? Optional.empty()
                : Optional.of("this Pod starts with containers of the images " + String.join(", ", images)
                        + ", but standalone has no images of containers. Import the disk of a containerDisk as a file"
                        + " instead, or use a cluster.");
    }

    private static List<ContainerReport> waiting(Pod pod, String reason, String message) {
        return pod.getSpec().getContainers().stream()
                .map(container -> waiting(container, reason, message))
                .toList();
    }

    private static ContainerReport waiting(Container container, String reason, String message) {
        return new ContainerReport(
                container.getName(), container.getImage(), 0, new ContainerState.Waiting(reason, message));
    }

    /** Pods of the host network share the node's address and namespace. */
    private PodNetwork.Connection connect(Pod pod, PodDirectory directory) throws IOException {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
                ? new PodNetwork.Connection(List.of(hostIp), Optional.empty())
                : network.attach(pod, directory.path());
    }

    private void report(Pod pod, List<ContainerReport> reports, List<String> addresses) {
        PodReport report = new PodReport(reports, addresses, hostIp, Instant.now());
        PodStatus fresh = report.status(pod);
        if (!fresh.equals(pod.getStatus())) {
            news.waiting(pod, reports);
            write(pod, report, MOST_TRIES);
        }
    }

    /** Others write to Pods, too; a report that came too late for the version it was made for is made anew at once. */
    private void write(Pod pod, PodReport report, int tries) {
        try {
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .editStatus(now -> uid(now).equals(uid(pod))
                            ? new PodBuilder(now).withStatus(report.status(now)).build()
                            : now);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || tries <= 1) {
                throw e;
            }
            write(pod, report, tries - 1);
        }
    }

    /** Ends a Pod that is being deleted: asks, waits for the grace period, ends by force, removes, lets the object go. */
    void stop(Pod pod) throws IOException {
        PodDirectory directory = PodDirectory.of(settings.directory(), uid(pod));
        pod.getSpec().getContainers().stream()
                .filter(container -> runs(new ContainerProcess(directory.container(container.getName()))))
                .forEach(container -> news.stopping(pod, container));
        List<ContainerProcess> processes = pod.getSpec().getContainers().stream()
                .map(container -> new ContainerProcess(directory.container(container.getName())))
                .toList();
        if (grace(pod).isPositive()) {
            processes.forEach(ContainerProcess::terminate);
        }
        Instant start = Instant.now();
        while (processes.stream().anyMatch(PodRun::runs) && Instant.now().isBefore(start.plus(graceNow(pod)))) {
            pause();
        }
        endAll(pod, directory);
        if (!isFinal(pod)
                && processes.stream().anyMatch(process -> process.state().isPresent())) {
            report(pod, ended(pod, directory), List.of());
        }
        remove(uid(pod));
        ObjectMeta meta = pod.getMetadata();
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(meta.getName())
                        .withNamespace(meta.getNamespace())
                        .withUid(meta.getUid())
                        .endMetadata()
                        .build())
                .withGracePeriod(0)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
    }

    private static List<ContainerReport> ended(Pod pod, PodDirectory directory) {
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> new ContainerProcess(directory.container(container.getName()))
                                .state()
                                .map(state -> new ContainerReport(container.getName(), container.getImage(), 0, state))
                                .stream())
                .toList();
    }

    /** Ends and removes all that a Pod of this uid left on this machine. */
    void remove(String uid) throws IOException {
        // Asked for when the Pod has stopped and again when its object goes.
        synchronized (removals.computeIfAbsent(uid, _ -> new Object())) {
            removeOnce(uid);
        }
        removals.remove(uid);
    }

    private void removeOnce(String uid) throws IOException {
        containers.forget(uid);
        PodDirectory directory = PodDirectory.of(settings.directory(), uid);
        if (!Files.isDirectory(directory.path())) {
            return;
        }
        Path containers = directory.path().resolve("containers");
        if (Files.isDirectory(containers)) {
            try (Stream<Path> each = Files.list(containers)) {
                for (Path container : each.toList()) {
                    new ContainerProcess(container).kill();
                }
            }
        }
        network.detach(uid, directory.path());
        delete(directory.path());
    }

    private static void endAll(Pod pod, PodDirectory directory) throws IOException {
        for (Container container : pod.getSpec().getContainers()) {
            new ContainerProcess(directory.container(container.getName())).kill();
        }
    }

    private Duration graceNow(Pod pod) {
        return current.apply(key(pod))
                .filter(now -> uid(now).equals(uid(pod)))
                .map(PodRun::grace)
                .orElse(Duration.ZERO);
    }

    private static Duration grace(Pod pod) {
        Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
        return Duration.ofSeconds(seconds == null ? 30 : seconds);
    }

    private static boolean runs(ContainerProcess process) {
        return process.state().filter(ContainerState.Running.class::isInstance).isPresent();
    }

    private static boolean isFinal(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** Deletes a directory; links (claims) are removed, not followed. */
    private static void delete(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }

    static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
