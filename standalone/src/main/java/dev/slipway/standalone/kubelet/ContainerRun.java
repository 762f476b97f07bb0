package dev.slipway.standalone.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one container of a Pod at a time a step further: start, start again, ask whether it is ready. */
final class ContainerRun {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRun.class);

    /** Longest pause between restarts of a container; as in Kubernetes. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final KubeletSettings settings;
    private final PodNews news;
    private final BiConsumer<String, CompletableFuture<?>> demandWhen;
    /** Containers of an earlier life of this kubelet whose end is awaited already. */
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    /** Containers whose readiness probe has succeeded. */
    private final Set<String> ready = ConcurrentHashMap.newKeySet();
    /** Containers that wait for their next start, which has been told. */
    private final Set<String> backingOff = ConcurrentHashMap.newKeySet();

    /** Works on the containers of one node's Pods; {@code demandWhen} asks for another look at a Pod when a future completes. */
    ContainerRun(KubeletSettings settings, PodNews news, BiConsumer<String, CompletableFuture<?>> demandWhen) {
        this.settings = settings;
        this.news = news;
        this.demandWhen = demandWhen;
    }

    /**
     * Where the containers of a Pod run.
     *
     * @param directory the Pod's directory
     * @param mounted its volumes
     * @param attachment its network
     */
    record Place(PodDirectory directory, List<MountedVolume> mounted, PodNetwork.Connection attachment) {
        private Path workingDirectory(Container container) {
            return container.getVolumeMounts().stream()
                    .filter(mount -> mount.getMountPath().equals(container.getWorkingDir()))
                    .flatMap(mount ->
                            mounted.stream().filter(volume -> volume.name().equals(mount.getName())))
                    .map(MountedVolume::path)
                    .findFirst()
                    .orElse(directory.path());
        }
    }

    /** Starts it, or starts it again, if that is due; returns what became of it. */
    ContainerReport advance(Pod pod, Container container, Place place) throws IOException {
        Optional<LocalImage> image = settings.images().get().stream()
                .filter(known -> known.isNamed(container.getImage()))
                .findFirst();
        if (image.isEmpty()) {
            return new ContainerReport(
                    container.getName(),
                    container.getImage(),
                    0,
                    new ContainerState.Waiting("ErrImageNeverPull", noSuchImage(container.getImage())));
        }
        ContainerProcess process = new ContainerProcess(place.directory().container(container.getName()));
        Optional<ContainerState> state = process.state();
        Restarts restarts = Restarts.of(place.directory().container(container.getName()));
        boolean again = state.isPresent()
                && state.get() instanceof ContainerState.Ended ended
                && restarts.due(pod.getSpec().getRestartPolicy(), ended);
        if (again) {
            Duration pause = restarts.pause((ContainerState.Ended) state.get(), Instant.now(), LONGEST_PAUSE);
            if (pause.isPositive()) {
                if (backingOff.add(id(pod, container))) {
                    news.backsOff(pod, container);
                }
                demandWhen.accept(
                        PodRun.key(pod),
                        new CompletableFuture<>().completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS));
                return new ContainerReport(container.getName(), container.getImage(), restarts.count(), state.get());
            }
            process.kill();
            restarts.add();
        }
        if (state.isEmpty() || again) {
            start(pod, container, image.get(), process, place);
            demandWhen.accept(PodRun.key(pod), process.ended());
        } else if (state.get() instanceof ContainerState.Running && watched.add(id(pod, container))) {
            demandWhen.accept(PodRun.key(pod), process.ended());
        }
        ContainerState now = process.state().orElseThrow();
        return new ContainerReport(
                container.getName(),
                container.getImage(),
                restarts.count(),
                now,
                now instanceof ContainerState.Running running && isReady(pod, container, running, place.attachment()));
    }

    private String noSuchImage(String image) {
        String known = settings.images().get().stream().map(LocalImage::name).collect(Collectors.joining(", "));
        return "Image " + image + " cannot run here: standalone runs " + known
                + " and pulls no images. Use a cluster for other Pods.";
    }

    private void start(Pod pod, Container container, LocalImage image, ContainerProcess process, Place place)
            throws IOException {
        LOG.info("{}: starts container {}", PodRun.key(pod), container.getName());
        backingOff.remove(id(pod, container));
        try {
            process.start(
                    ContainerCommand.of(
                            pod,
                            container,
                            image,
                            place.mounted(),
                            place.directory().container(container.getName()),
                            place.attachment().netns(),
                            settings.root(),
                            place.attachment().addresses().stream().findFirst().orElse("")),
                    place.workingDirectory(container));
        } catch (IOException e) {
            news.notStarted(pod, container, Objects.requireNonNullElse(e.getMessage(), e.toString()));
            throw e;
        }
        news.started(pod, container);
    }

    /** Asks until the first yes; a start of the container anew is asked anew. */
    private boolean isReady(
            Pod pod, Container container, ContainerState.Running running, PodNetwork.Connection attachment) {
        Optional<Probe> probe = Probe.of(container);
        if (probe.isEmpty() || attachment.addresses().isEmpty()) {
            return true;
        }
        String start = id(pod, container) + running.started();
        if (ready.contains(start)) {
            return true;
        }
        boolean answers = probe.get().succeeds(attachment.addresses().getFirst());
        if (answers) {
            ready.add(start);
        } else {
            demandWhen.accept(
                    PodRun.key(pod),
                    new CompletableFuture<>()
                            .completeOnTimeout(null, probe.get().period().toMillis(), TimeUnit.MILLISECONDS));
        }
        return answers;
    }

    private static String id(Pod pod, Container container) {
        return pod.getMetadata().getUid() + container.getName();
    }

    /** Forgets the containers of a Pod that is gone. */
    void forget(String uid) {
        ready.removeIf(start -> start.startsWith(uid));
        watched.removeIf(container -> container.startsWith(uid));
        backingOff.removeIf(container -> container.startsWith(uid));
    }
}
