package dev.slipway.portal.cluster;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.clone.VirtualMachineClone;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.network.NetworkAttachmentDefinition;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Feeds the mirrors from the API, with the portal's own identity, and knows whether the API answers. */
@Singleton
public class ClusterWatch {
    private static final Logger LOG = Logger.getLogger(ClusterWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final List<SharedIndexInformer<?>> informers = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Reachability reachability = new Reachability.Starting(Instant.now());
    private volatile @Nullable Thread thread;

    ClusterWatch(ClusterConnection connection, ClusterMirror mirror) {
        this.connection = connection;
        this.mirror = mirror;
    }

    /** Returns whether the API answers. */
    public Reachability reachability() {
        return reachability;
    }

    /** Calls {@code listener} whenever the API is lost or found again. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("cluster-watch").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        informers.forEach(SharedIndexInformer::stop);
    }

    private void run() {
        try {
            Instant answered = Instant.now();
            while (!Thread.currentThread().isInterrupted()) {
                Optional<String> failure = ask();
                if (failure.isEmpty()) {
                    answered = Instant.now();
                    become(filled() ? new Reachability.Reached() : new Reachability.Starting(answered));
                } else if (!(reachability instanceof Reachability.Starting)) {
                    become(new Reachability.Lost(answered, failure.get()));
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the API for its version, and starts the informers at the first answer. Returns what went wrong. */
    private Optional<String> ask() {
        try {
            Optional<KubernetesClient> client = connection.own();
            if (client.isEmpty()) {
                return Optional.of("the kubeconfig does not exist yet");
            }
            client.get().getKubernetesVersion();
            if (informers.isEmpty()) {
                watchAll(client.get());
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(ClusterConnection.cause(e));
        }
    }

    private void watchAll(KubernetesClient client) {
        watch(client, Namespace.class, mirror.namespaces());
        watch(client, Node.class, mirror.nodes());
        watch(client, VirtualMachineInstance.class, mirror.instances());
        watch(client, VirtualMachineInstanceMigration.class, mirror.migrations());
        watch(client, DataSource.class, mirror.dataSources());
        watch(client, DataVolume.class, mirror.dataVolumes());
        watch(client, PersistentVolumeClaim.class, mirror.claims());
        watch(client, VirtualMachine.class, mirror.machines());
        watch(client, NetworkAttachmentDefinition.class, mirror.attachments());
        watch(client, StorageClass.class, mirror.storageClasses());
        watch(client, StorageProfile.class, mirror.storageProfiles());
        watch(client, VirtualMachineSnapshot.class, mirror.snapshots());
        watch(client, VirtualMachineRestore.class, mirror.restores());
        watch(client, VirtualMachineClone.class, mirror.clones());
        watch(client, VirtualMachineExport.class, mirror.exports());
        watch(client, Event.class, mirror.events()::put, mirror.events()::remove);
    }

    private <T extends HasMetadata> void watch(KubernetesClient client, Class<T> kind, Mirror<T> into) {
        watch(client, kind, into::put, into::remove);
    }

    private <T extends HasMetadata> void watch(
            KubernetesClient client, Class<T> kind, Consumer<T> changed, Consumer<T> gone) {
        // builds the deserializers here, and not on the event loop when the first list arrives
        client.getKubernetesSerialization().convertValue(Map.of("metadata", Map.of()), kind);
        SharedIndexInformer<T> informer = client.resources(kind)
                .inAnyNamespace()
                .runnableInformer(0)
                .exceptionHandler((started, failure) -> {
                    LOG.debugf("watch of %s: %s", kind.getSimpleName(), ClusterConnection.cause(failure));
                    return true; // try again: the kind may be installed later, the right may be granted later
                });
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                changed.accept(object);
            }

            @Override
            public void onUpdate(T before, T after) {
                changed.accept(after);
            }

            @Override
            public void onDelete(T object, boolean stateUnknown) {
                gone.accept(object);
            }
        });
        informers.add(informer);
        informer.start();
    }

    /** The kinds without which the portal would show a wrong picture; the others may not be installed. */
    private boolean filled() {
        return informers.stream()
                .filter(informer -> informer.getApiTypeClass() == VirtualMachine.class
                        || informer.getApiTypeClass() == VirtualMachineInstance.class
                        || informer.getApiTypeClass() == Namespace.class)
                .allMatch(SharedIndexInformer::hasSynced);
    }

    private void become(Reachability next) {
        boolean changed = !next.getClass().equals(reachability.getClass());
        reachability = next;
        if (changed) {
            LOG.infof("Kubernetes API: %s", next);
            listeners.forEach(Runnable::run);
        }
    }
}
