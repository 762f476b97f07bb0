package dev.slipway.nodeagent;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.pod.SocketLinks;
import dev.slipway.nodeagent.session.LaunchPlans;
import dev.slipway.nodeagent.session.SessionContext;
import dev.slipway.nodeagent.wiring.PodWiring;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of one node: follows the launcher Pods there, wires their networks, starts their guests, writes what becomes
 * of them, and copies the progress of imports. Stopped and started again it finds everything as it is.
 */
public final class NodeAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);

    /** The importer writes at most twice a second. */
    private static final long PROGRESS_MILLIS = 500;

    private final KubernetesClient client;
    private final NodeAgentSettings settings;
    private final PodWiring wiring;
    private final Sessions sessions;
    private final ImportProgress progress;
    private final ScheduledExecutorService timer;
    private volatile @Nullable SharedIndexInformer<Pod> pods;
    private volatile @Nullable SharedIndexInformer<VirtualMachineInstance> instances;

    NodeAgent(KubernetesClient client, NodeAgentSettings settings, LaunchPlans plans) throws IOException {
        this.client = client;
        this.settings = settings;
        Function<Pod, PodFiles> files =
                pod -> new PodFiles(settings.kubeletDirectory(), pod, settings.sharedFileSystem());
        this.wiring = new PodWiring(
                client,
                settings.runDirectory().resolve("wiring"),
                settings.sharedFileSystem(),
                settings.cniPlugins(),
                settings.cniConfigurations());
        this.sessions = new Sessions(new SessionContext(
                client,
                settings.node(),
                files,
                new SocketLinks(settings.runDirectory().resolve("p")),
                key -> known(pods, key),
                key -> known(instances, key),
                plans,
                wiring,
                Clock.systemUTC()));
        this.progress = new ImportProgress(client, () -> listed(pods), files);
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("node-agent-timer").daemon().factory());
    }

    /** Begins; returns when what runs on the node already is known. */
    public void start() throws IOException {
        SharedIndexInformer<VirtualMachineInstance> vmis = client.resources(VirtualMachineInstance.class)
                .inAnyNamespace()
                .withLabel(KubeVirtNames.NODE_NAME, settings.node())
                .runnableInformer(0);
        instances = vmis;
        vmis.addEventHandler(handler(vmi -> sessions.instanceSeen(uid(vmi)), vmi -> sessions.instanceSeen(uid(vmi))));
        vmis.start().toCompletableFuture().join();
        SharedIndexInformer<Pod> here = client.pods()
                .inAnyNamespace()
                .withField("spec.nodeName", settings.node())
                .runnableInformer(0);
        pods = here;
        here.addEventHandler(handler(sessions::podSeen, sessions::podGone));
        here.start().toCompletableFuture().join();
        wiring.releaseAllBut(here.getStore().list().stream().map(NodeAgent::uid).collect(Collectors.toSet()));
        timer.scheduleWithFixedDelay(
                () -> attempt(progress::copy), PROGRESS_MILLIS, PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("node {}: following {} launchers", settings.node(), sessions.count());
    }

    private static String uid(HasMetadata object) {
        return object.getMetadata().getUid();
    }

    private static <T> Optional<T> known(@Nullable SharedIndexInformer<T> informer, String key) {
        return informer == null
                ? Optional.empty()
                : Optional.ofNullable(informer.getStore().getByKey(key));
    }

    private static <T> List<T> listed(@Nullable SharedIndexInformer<T> informer) {
        return informer == null ? List.of() : informer.getStore().list();
    }

    /** A timer must not end because one round of it failed. */
    private void attempt(Runnable round) {
        try {
            round.run();
        } catch (RuntimeException e) {
            LOG.warn("node {}: {}", settings.node(), e.getMessage(), e);
        }
    }

    private static <T> ResourceEventHandler<T> handler(Consumer<T> seen, Consumer<T> gone) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                seen.accept(object);
            }

            @Override
            public void onUpdate(T old, T object) {
                seen.accept(object);
            }

            @Override
            public void onDelete(T object, boolean unknownFinalState) {
                gone.accept(object);
            }
        };
    }

    /** Ends; guests run on. */
    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        stop(pods);
        stop(instances);
        sessions.close();
        wiring.close();
    }

    private static void stop(@Nullable SharedIndexInformer<?> informer) {
        if (informer != null) {
            informer.stop();
        }
    }
}
