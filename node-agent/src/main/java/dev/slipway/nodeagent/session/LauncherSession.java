package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.network.WiringProblem;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.pod.LauncherProcess;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.status.MachineFacts;
import dev.slipway.nodeagent.status.MachineStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one launcher Pod on a thread of its own. Each turn reads what is known, does the next step that is due, and
 * writes the status that follows; it can be stopped and begun anew at any moment.
 */
public final class LauncherSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LauncherSession.class);
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    /** A launcher needs some 100 ms to listen; so long it is looked for this often. */
    private static final Duration SOON = Duration.ofMillis(20);

    /** A guest needs a second or so to let go of a disk, and the container of its console's log to end. */
    private static final Duration UNPLUGGING = Duration.ofMillis(500);

    private static final Duration SELDOM = Duration.ofSeconds(30);

    private final SessionContext context;
    private final String key;
    private final Alarm alarm = new Alarm();
    private final MachineEvents events;
    private final FollowedLauncher launcher;
    private final FollowedInstance instance;
    private final WiringAhead ahead;
    private final GuestLaunch launch;
    private final RunningGuest guest;
    private final GuestArrival arrival;
    private final GuestDeparture departure;
    private final StatusMirror mirror;
    private final SyncFailure failure;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile Pod newest;

    private int failures;
    private int looks;
    private boolean shutdownSent;
    private boolean looksAgain;

    /**
     * Begins to follow a Pod.
     *
     * @param key {@code namespace/name} of the Pod
     * @param ended runs once when the Pod is gone and all is cleaned up
     */
    public LauncherSession(SessionContext context, String key, Pod pod, Runnable ended) {
        this.context = context;
        this.key = key;
        this.newest = pod;
        this.events = new MachineEvents(context.client(), context.node());
        this.failure = new SyncFailure(key, events);
        this.launcher = new FollowedLauncher(context, alarm::ring);
        this.instance = new FollowedInstance(context.instances(), new InstanceWriter(context.client()), alarm::ring);
        this.ahead = new WiringAhead(key, context.networks());
        this.launch = new GuestLaunch(context, events);
        this.guest = new RunningGuest(
                context,
                events,
                launch,
                new GuestProbes(key, events, launcher::awake, alarm::ring),
                new GuestMetrics(key, context, launcher::reached),
                alarm::ring);
        GuestMove moves = new GuestMove(new MigrationKeys(context.client()));
        this.arrival = new GuestArrival(key, context.clock(), launch, moves, events, instance, failure);
        this.departure = new GuestDeparture(key, context.clock(), moves, events, instance);
        this.mirror = new StatusMirror(instance, moves, events);
        this.thread = Thread.ofVirtual().name("session " + key).unstarted(() -> run(pod, ended));
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Says that the Pod or its instance has changed. */
    public void changed() {
        alarm.ring();
    }

    /** Returns the connection to the launcher while there is one. */
    public Optional<LauncherConnection> connection() {
        return launcher.connection();
    }

    /** Returns what the launcher said last. */
    public Optional<LauncherState> state() {
        return launcher.state();
    }

    /** Returns the backups of the guest. */
    public GuestBackups backups() {
        return guest.backups();
    }

    /** Returns the files of the launcher's Pod. */
    public PodFiles files() {
        return context.files().apply(newest);
    }

    /** Returns the directory of the launcher's sockets, by a path short enough for a socket's address. */
    public Path sockets() throws IOException {
        Pod pod = newest;
        return context.links()
                .to(pod.getMetadata().getUid(), context.files().apply(pod).runDirectory());
    }

    /** Returns the Pod's primary address; empty text if it has none. */
    public String address() {
        return new FollowedPod(newest).addresses().stream().findFirst().orElse("");
    }

    private void run(Pod first, Runnable ended) {
        Pod pod = first;
        try {
            while (!stopped) {
                Optional<Pod> current = context.pods().apply(key).filter(found -> sameUid(found, first));
                pod = current.orElse(pod);
                newest = pod;
                Duration pause = turn(new FollowedPod(pod), current.isEmpty());
                if (pause.isNegative()) {
                    break;
                }
                alarm.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            guest.close();
            launcher.close();
            ended.run();
        }
    }

    private static boolean sameUid(Pod one, Pod other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    /** Returns how long to wait for the next turn; negative if there is none. */
    private Duration turn(FollowedPod pod, boolean gone) throws InterruptedException {
        try {
            if (launcher.end(pod, gone).isPresent()) {
                DiskHolders.end(pod);
                looksAgain = ConsoleReader.end(pod, context.files().apply(pod.pod()));
            } else if (!isThere(pod)) {
                ahead.look(pod, context.files().apply(pod.pod()), () -> instance.newest(pod));
                return ++looks < 250 ? SOON : Duration.ofSeconds(1);
            } else {
                looks = 0;
            }
            ahead.await();
            Optional<VirtualMachineInstance> vmi = instance.newest(pod);
            boolean written = vmi.isEmpty() || play(vmi.get(), pod, gone);
            if (gone && written) {
                context.networks().release(pod.uid());
                context.links().remove(pod.uid());
                return Duration.ofMillis(-1);
            }
            if (failure.message().isPresent()) {
                return Alarm.backOff(failures++);
            }
            return !written ? SOON : looksAgain ? UNPLUGGING : SELDOM;
        } catch (IOException | KubernetesClientException e) {
            LOG.warn("{}: {}", key, e.getMessage());
            return Alarm.backOff(failures++);
        }
    }

    /**
     * Returns whether there is a launcher, and all that it needs for a start. This is looked for on the node itself: the API
     * tells of containers that have started up to a second late.
     */
    private boolean isThere(FollowedPod pod) throws IOException {
        return launcher.connect(pod) && !(launcher.isIn(LauncherState.Phase.WAITING) && lacksSomething(pod));
    }

    private boolean lacksSomething(FollowedPod pod) throws IOException {
        Optional<LauncherProcess> process = launcher.process();
        return DiskHolders.areMissing(pod) || process.isPresent() && launch.lacksAddress(pod, process.get());
    }

    /** Does what is due for what the Pod is to its instance; returns false if somebody else wrote in between. */
    private boolean play(VirtualMachineInstance vmi, FollowedPod pod, boolean gone) throws IOException {
        Optional<FollowedLauncher.Reached> reached =
                launcher.end(pod, gone).isEmpty() ? launcher.reached() : Optional.empty();
        return switch (Carrier.role(vmi, pod.name())) {
            case CARRIER -> {
                if (reached.isPresent()) {
                    bringInLine(vmi, pod, reached.get());
                }
                Optional<Boolean> moved = departure.step(vmi, pod, source(pod, gone));
                if (moved.isPresent()) {
                    yield moved.get();
                }
                yield isAboutToRun(reached) || mirror.write(vmi, pod, facts(vmi, pod, gone), guest);
            }
            case TARGET -> reached.isEmpty() || arrival.step(vmi, pod, reached.get());
            case FORMER -> {
                Optional<Boolean> moved = departure.step(vmi, pod, source(pod, gone));
                if (reached.isPresent()) {
                    shutdownSent = shutdownSent || departure.letGo(source(pod, gone));
                }
                yield moved.orElse(true);
            }
            case NONE -> true;
        };
    }

    /** QEMU answers in a moment: what is known already is written together with its answer. */
    private boolean isAboutToRun(Optional<FollowedLauncher.Reached> reached) {
        return reached.isPresent()
                && launcher.isIn(LauncherState.Phase.LAUNCHING)
                && failure.message().isEmpty();
    }

    private GuestDeparture.Source source(FollowedPod pod, boolean gone) {
        return new GuestDeparture.Source(launcher.connection(), launcher.state(), launcher.end(pod, gone));
    }

    /** Wires, launches and stops as the instance asks. */
    private void bringInLine(VirtualMachineInstance vmi, FollowedPod pod, FollowedLauncher.Reached reached)
            throws IOException {
        if (vmi.getMetadata().getDeletionTimestamp() != null) {
            shutDown(vmi, reached.connection());
            return;
        }
        try {
            boolean first = launch.wiring().isEmpty();
            WiringPlan network = launch.wire(vmi, pod, reached.process());
            if (first) {
                network.warnings().forEach(warning -> events.warning(vmi, "NetworkLimited", warning));
            }
            if (reached.isIn(LauncherState.Phase.WAITING) && !pod.isTarget() && GuestLaunch.isDecided(vmi)) {
                launch(vmi, pod, reached, network);
            }
            if (MachineStatus.isHandedOver(vmi)) {
                departure.takeOver(vmi, reached.connection(), reached.state());
                looksAgain = guest.bringInLine(vmi, pod, reached, network);
            }
            failure.clear();
            failures = 0;
        } catch (LaunchPlans.LaunchRefused | WiringProblem.Refused | IOException e) {
            failure.failed(vmi, String.valueOf(e.getMessage()));
        }
    }

    private void launch(
            VirtualMachineInstance vmi, FollowedPod pod, FollowedLauncher.Reached reached, WiringPlan network)
            throws IOException, LaunchPlans.LaunchRefused {
        Optional<LaunchPlans.Prepared> started = launch.start(vmi, pod, network, reached, plan -> plan);
        if (started.isPresent()) {
            guest.started(network);
            started.get().notes().forEach(note -> events.warning(vmi, "GuestLimited", note));
        }
        LOG.info("{}: launched {}/{}", key, pod.namespace(), pod.instanceName());
    }

    private void shutDown(VirtualMachineInstance vmi, LauncherConnection connection) throws IOException {
        if (shutdownSent) {
            return;
        }
        Long grace = vmi.getSpec().terminationGracePeriodSeconds();
        connection.call(
                "shutdown", LauncherConnection.arguments().put("graceSeconds", grace == null ? 30 : grace), SHUTDOWN);
        shutdownSent = true;
        if (grace != null && grace == 0) {
            events.normal(vmi, "Deleted", "VirtualMachineInstance stopping");
        } else {
            events.normal(vmi, "ShuttingDown", "Signaled Graceful Shutdown");
        }
    }

    private MachineFacts facts(VirtualMachineInstance vmi, FollowedPod pod, boolean gone) {
        return new MachineFacts(
                context.node(),
                pod.uid(),
                pod.addresses(),
                launcher.process().map(LauncherProcess::uid),
                launcher.state(),
                launcher.end(pod, gone),
                launch.wiring(),
                launch.machineType(),
                launch.accessModes(vmi),
                launch.discs(),
                failure.message(),
                guest.credentials(),
                guest.readiness(),
                guest.size(),
                context.clock().instant());
    }

    @Override
    public void close() {
        stopped = true;
        alarm.ring();
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
