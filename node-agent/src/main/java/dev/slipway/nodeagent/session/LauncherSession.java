package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.Probe;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.migration.CopiedDisks;
import dev.slipway.machine.migration.TargetStep;
import dev.slipway.machine.network.NicWiring;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.network.WiringProblem;
import dev.slipway.machine.qemu.DeviceIds;
import dev.slipway.machine.qemu.LaunchPlan;
import dev.slipway.machine.qemu.ThreadPlaces;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherEnd;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.pod.LauncherProcess;
import dev.slipway.nodeagent.pod.PodNamespace;
import dev.slipway.nodeagent.status.GuestOutcome;
import dev.slipway.nodeagent.status.InterfaceStatus;
import dev.slipway.nodeagent.status.MachineFacts;
import dev.slipway.nodeagent.status.MachineStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one launcher Pod on a thread of its own. Each turn reads what is known, does the next step that is due, and
 * writes the status that follows; it can be stopped and begun anew at any moment.
 */
public final class LauncherSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LauncherSession.class);
    private static final Duration HELLO = Duration.ofSeconds(10);
    private static final Duration LAUNCH = Duration.ofMinutes(3);

    /** A launcher needs some 100 ms to listen; so long it is looked for this often. */
    private static final Duration SOON = Duration.ofMillis(20);

    /** A guest needs a second or so to let go of a disk. */
    private static final Duration UNPLUGGING = Duration.ofMillis(500);

    private static final Duration SELDOM = Duration.ofSeconds(30);

    private final SessionContext context;
    private final String key;
    private final Alarm alarm = new Alarm();
    private final MachineEvents events;
    private final InstanceWriter writer;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile Pod newest;
    private volatile @Nullable LauncherConnection connection;
    private volatile @Nullable LauncherState state;

    private @Nullable VirtualMachineInstance latest;
    private @Nullable WiringPlan wiring;
    private @Nullable LauncherProcess process;
    private Optional<String> machineType = Optional.empty();
    private @Nullable Map<String, List<String>> accessModes;
    private Optional<String> failure = Optional.empty();
    private int failures;
    private int looks;
    private boolean shutdownSent;
    private boolean looksAgain;
    private final HotplugDisks hotplugs;
    private final HotplugNics nics;
    private final GuestGrowth growth;
    private final GuestCredentials credentials;
    private Optional<GuestProbe> readiness = Optional.empty();
    private Optional<GuestProbe> liveness = Optional.empty();
    private final GuestMove moves;
    private final GuestDeparture departure;
    private final Map<String, Boolean> links = new HashMap<>();

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
        this.writer = new InstanceWriter(context.client());
        this.hotplugs = new HotplugDisks(context, events);
        this.nics = new HotplugNics(context.networks(), events);
        this.growth = new GuestGrowth(events);
        this.credentials = new GuestCredentials();
        this.moves = new GuestMove(new MigrationKeys(context.client()));
        this.departure = new GuestDeparture(key, context.clock(), moves, events, this::write);
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
        return Optional.ofNullable(connection);
    }

    /** Returns what the launcher said last. */
    public Optional<LauncherState> state() {
        return Optional.ofNullable(state);
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
            readiness.ifPresent(GuestProbe::stop);
            liveness.ifPresent(GuestProbe::stop);
            hangUp();
            ended.run();
        }
    }

    private static boolean sameUid(Pod one, Pod other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    /** Returns how long to wait for the next turn; negative if there is none. */
    private Duration turn(FollowedPod pod, boolean gone) {
        try {
            Optional<VirtualMachineInstance> vmi = instance(pod);
            Optional<LauncherEnd> end = end(pod, gone);
            if (end.isEmpty() && pod.runs() && vmi.isPresent()) {
                connect(pod);
                if (connection == null) {
                    return ++looks < 250 ? SOON : Duration.ofSeconds(1);
                }
            }
            boolean written = vmi.isEmpty() || play(vmi.get(), pod, gone);
            if (gone && written) {
                context.networks().release(pod.uid());
                context.links().remove(pod.uid());
                return Duration.ofMillis(-1);
            }
            if (failure.isPresent()) {
                return Alarm.backOff(failures++);
            }
            return !written ? SOON : looksAgain ? UNPLUGGING : SELDOM;
        } catch (IOException | KubernetesClientException e) {
            LOG.warn("{}: {}", key, e.getMessage());
            return Alarm.backOff(failures++);
        }
    }

    /** Does what is due for what the Pod is to its instance; returns false if somebody else wrote in between. */
    private boolean play(VirtualMachineInstance vmi, FollowedPod pod, boolean gone) throws IOException {
        boolean runs = end(pod, gone).isEmpty() && pod.runs();
        return switch (Carrier.role(vmi, pod.name())) {
            case CARRIER -> {
                if (runs) {
                    bringInLine(vmi, pod);
                }
                Optional<Boolean> moved = departure.step(vmi, pod, source(pod, gone));
                yield moved.isPresent() ? moved.get() : mirror(vmi, pod, end(pod, gone));
            }
            case TARGET -> !runs || receive(vmi, pod);
            case FORMER -> {
                Optional<Boolean> moved = departure.step(vmi, pod, source(pod, gone));
                if (runs) {
                    shutdownSent = shutdownSent || departure.letGo(source(pod, gone));
                }
                yield moved.orElse(true);
            }
            case NONE -> true;
        };
    }

    /** Has a QEMU listen for the guest, and says where. */
    private boolean receive(VirtualMachineInstance vmi, FollowedPod pod) throws IOException {
        LauncherConnection launcher = connection;
        LauncherState known = state;
        LauncherProcess running = process;
        VirtualMachineInstanceMigrationState move = Carrier.state(vmi).orElseThrow();
        if (launcher == null || known == null || running == null) {
            return true;
        }
        try {
            if (known.phase() == LauncherState.Phase.WAITING) {
                wiring = context.networks().wire(vmi, pod.pod(), running);
                LaunchPlans.Prepared prepared =
                        context.plans().prepare(vmi, context.files().apply(pod.pod()), wiring.wiring(), onNode(pod));
                machineType = machineType(prepared.plan().arguments());
                accessModes = prepared.accessModes();
                if (start(launcher, moves.receiving(vmi, move, listeningAddress(), prepared.plan()))) {
                    place(vmi, pod, launcher, prepared.threads());
                }
                LOG.info("{}: listens for {}/{}", key, pod.namespace(), pod.instanceName());
                return true;
            }
        } catch (LaunchPlans.LaunchRefused | WiringProblem.Refused | IOException e) {
            failed(vmi, String.valueOf(e.getMessage()));
            Optional<VirtualMachineInstanceMigrationState> refused = TargetStep.refused(
                    move, String.valueOf(e.getMessage()), context.clock().instant());
            return refused.isEmpty()
                    || write(vmi, pod, MachineStatus.current(vmi).withMigrationState(refused.get()), Map.of());
        }
        failure = Optional.empty();
        boolean listening = known.way()
                .filter(way -> way.isListening() && way.migration().equals(move.migrationUid()))
                .isPresent();
        if (!listening || move.targetNodeAddress() != null) {
            return true;
        }
        VirtualMachineInstanceMigrationState next = TargetStep.listening(
                move, listeningAddress(), !CopiedDisks.of(vmi).isEmpty());
        boolean taken = write(vmi, pod, MachineStatus.current(vmi).withMigrationState(next), Map.of());
        if (taken) {
            events.normal(
                    vmi,
                    "PreparingTarget",
                    "Migration Target is listening at %s, on ports: %s"
                            .formatted(
                                    next.targetNodeAddress(),
                                    String.join(
                                            ",",
                                            Objects.requireNonNull(next.targetDirectMigrationNodePorts())
                                                    .keySet())));
        }
        return taken;
    }

    private String listeningAddress() throws IOException {
        String address = address();
        if (address.isEmpty()) {
            throw new IOException("the Pod has no address yet at which the guest could arrive");
        }
        return address;
    }

    private GuestDeparture.Source source(FollowedPod pod, boolean gone) {
        return new GuestDeparture.Source(Optional.ofNullable(connection), state(), end(pod, gone));
    }

    private boolean write(
            VirtualMachineInstance vmi,
            FollowedPod pod,
            VirtualMachineInstanceStatus next,
            Map<String, String> labels) {
        boolean taken = written(writer.write(vmi, next, Map.of(), labels), pod);
        alarm.ring();
        return taken;
    }

    /** Keeps what was stored; returns false if somebody else wrote in between. */
    private boolean written(Optional<VirtualMachineInstance> stored, FollowedPod pod) {
        if (stored.isEmpty()) {
            latest = writer.read(pod.namespace(), pod.instanceName()).orElse(null);
            return latest == null;
        }
        latest = stored.get();
        return true;
    }

    /** The instance from memory; asked for by name until its label says that it is this node's. */
    private Optional<VirtualMachineInstance> instance(FollowedPod pod) {
        String name = pod.namespace() + "/" + pod.instanceName();
        Optional<VirtualMachineInstance> found = context.instances().apply(name);
        VirtualMachineInstance mine = latest;
        if (found.isPresent() && (mine == null || Newest.isNewer(found.get(), mine))) {
            latest = found.get();
        } else if (mine == null || (found.isEmpty() && !(MachineStatus.isOwned(mine) && carries(mine, pod)))) {
            latest = writer.read(pod.namespace(), pod.instanceName()).orElse(null);
        }
        return Optional.ofNullable(latest)
                .filter(vmi -> pod.instanceUid().equals(vmi.getMetadata().getUid()));
    }

    private static boolean carries(VirtualMachineInstance vmi, FollowedPod pod) {
        return Carrier.role(vmi, pod.name()) == Carrier.Role.CARRIER;
    }

    private Optional<LauncherEnd> end(FollowedPod pod, boolean gone) {
        Optional<LauncherEnd> said = state().flatMap(LauncherState::end);
        if (said.isPresent()) {
            return said;
        }
        Optional<LauncherEnd> ended = pod.end();
        return ended.isEmpty() && gone ? Optional.of(LauncherEnd.ofTerminationMessage("")) : ended;
    }

    private void connect(FollowedPod pod) throws IOException {
        if (connection != null) {
            return;
        }
        Path runDirectory = context.files().apply(pod.pod()).runDirectory();
        if (!Files.exists(runDirectory.resolve("control.sock"))) {
            return;
        }
        Path socket = context.links().to(pod.uid(), runDirectory).resolve("control.sock");
        LauncherConnection opened;
        try {
            opened = LauncherConnection.open(socket, this::said, this::hungUp);
        } catch (IOException e) {
            // Between bind and listen, or just ended: the next look will tell.
            return;
        }
        try {
            JsonNode hello = opened.call("hello", HELLO);
            process = LauncherProcess.of(hello.path("pid").asLong(-1), socket);
            state = LauncherState.of(hello.path("state"));
            opened.call("watch", HELLO);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        looks = 0;
        connection = opened;
    }

    private void said(LauncherState news) {
        state = news;
        alarm.ring();
    }

    private void hungUp() {
        connection = null;
        alarm.ring();
    }

    private void hangUp() {
        LauncherConnection open = connection;
        if (open != null) {
            open.close();
        }
    }

    /** Wires, launches and stops as the instance asks. */
    private void bringInLine(VirtualMachineInstance vmi, FollowedPod pod) throws IOException {
        LauncherConnection launcher = connection;
        LauncherState known = state;
        LauncherProcess running = process;
        if (launcher == null || known == null || running == null) {
            return;
        }
        if (vmi.getMetadata().getDeletionTimestamp() != null) {
            shutDown(vmi, launcher);
            return;
        }
        try {
            WiringPlan plan = context.networks().wire(vmi, pod.pod(), running);
            if (wiring == null) {
                plan.warnings().forEach(warning -> events.warning(vmi, "NetworkLimited", warning));
            }
            wiring = plan;
            if (known.phase() == LauncherState.Phase.WAITING && !pod.isTarget()) {
                launch(vmi, pod, launcher, plan);
            }
            departure.takeOver(vmi, launcher, known);
            boolean runs = known.phase() == LauncherState.Phase.RUNNING || known.phase() == LauncherState.Phase.PAUSED;
            boolean nicsChange = runs && plugNics(vmi, pod, launcher, plan);
            boolean disksChange = runs && hotplugs.bringInLine(vmi, launcher);
            boolean sizeChanges =
                    runs && growth.bringInLine(vmi, pod.pod(), launcher, grown -> start(grown, pod, plan));
            looksAgain = nicsChange || disksChange || sizeChanges;
            setLinks(launcher, plan);
            if (runs) {
                lookInside(vmi, pod, launcher, known);
            }
            failure = Optional.empty();
            failures = 0;
        } catch (LaunchPlans.LaunchRefused | WiringProblem.Refused | IOException e) {
            failed(vmi, String.valueOf(e.getMessage()));
        }
    }

    private boolean plugNics(VirtualMachineInstance vmi, FollowedPod pod, LauncherConnection launcher, WiringPlan plan)
            throws IOException {
        return nics.bringInLine(vmi, pod.pod(), launcher, plan, () -> start(vmi, pod, plan));
    }

    /** Says what QEMU would be started with now. */
    private List<String> start(VirtualMachineInstance vmi, FollowedPod pod, WiringPlan plan) throws IOException {
        try {
            return context.plans()
                    .prepare(vmi, context.files().apply(pod.pod()), plan.wiring(), onNode(pod))
                    .plan()
                    .arguments();
        } catch (LaunchPlans.LaunchRefused e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Does what only the guest's agent can: brings credentials, probes. */
    private void lookInside(
            VirtualMachineInstance vmi, FollowedPod pod, LauncherConnection launcher, LauncherState known)
            throws IOException {
        credentials.bringInLine(
                vmi, context.files().apply(pod.pod()), launcher, known.guest().connected());
        Probe ready = vmi.getSpec().readinessProbe();
        Probe alive = vmi.getSpec().livenessProbe();
        if (readiness.isEmpty() && ready != null && GuestProbe.isForAgent(ready)) {
            var unknown = new GuestOutcome(false, "ProbeFailed", "The guest has not answered its readiness probe yet.");
            readiness = Optional.of(GuestProbe.start(ready, unknown, this::awake, alarm::ring, "readiness " + key));
        }
        if (liveness.isEmpty() && alive != null && GuestProbe.isForAgent(alive)) {
            liveness = Optional.of(
                    GuestProbe.start(alive, GuestOutcome.WELL, this::awake, alarm::ring, "liveness " + key));
        }
        Optional<GuestOutcome> dead = liveness.map(GuestProbe::outcome).filter(outcome -> !outcome.well());
        if (dead.isPresent()) {
            events.warning(
                    vmi, "Unhealthy", "Liveness probe failed: " + dead.get().message());
            launcher.call("kill", LAUNCH);
        }
    }

    /** Returns the launcher while its guest runs; a paused guest is not asked. */
    private Optional<LauncherConnection> awake() {
        return state().filter(known -> known.phase() == LauncherState.Phase.RUNNING)
                .flatMap(_ -> connection());
    }

    private void launch(VirtualMachineInstance vmi, FollowedPod pod, LauncherConnection launcher, WiringPlan network)
            throws IOException, LaunchPlans.LaunchRefused {
        LaunchPlans.Prepared prepared =
                context.plans().prepare(vmi, context.files().apply(pod.pod()), network.wiring(), onNode(pod));
        machineType = machineType(prepared.plan().arguments());
        accessModes = prepared.accessModes();
        if (start(launcher, prepared.plan())) {
            network.wiring().nics().forEach(nic -> links.put(nic.name(), true));
            prepared.notes().forEach(note -> events.warning(vmi, "GuestLimited", note));
            place(vmi, pod, launcher, prepared.threads());
        }
        LOG.info("{}: launched {}/{}", key, pod.namespace(), pod.instanceName());
    }

    /** Returns false if another plan runs already: what was known of the launcher was older than what it does. */
    private static boolean start(LauncherConnection launcher, LaunchPlan plan) throws IOException {
        var arguments = LauncherConnection.arguments();
        arguments.set("plan", LauncherConnection.json(plan));
        try {
            launcher.call("launch", arguments, LAUNCH);
            return true;
        } catch (LauncherRefusal e) {
            if (!e.code().equals("ALREADY_LAUNCHED")) {
                throw e;
            }
            return false;
        }
    }

    private Optional<Long> onNode(FollowedPod pod) throws IOException {
        LauncherProcess running = process;
        return running == null
                ? Optional.empty()
                : PodNamespace.onNode(
                        running, pod.uid(), context.files().apply(pod.pod()).sharedFileSystem());
    }

    /** A guest whose threads cannot be placed runs on, slower than it was promised to. */
    private void place(VirtualMachineInstance vmi, FollowedPod pod, LauncherConnection launcher, ThreadPlaces threads) {
        if (threads.isAnywhere()) {
            return;
        }
        try {
            ThreadPlacement.carryOut(
                    threads,
                    launcher,
                    onNode(pod)
                            .orElseThrow(() -> new IOException("The launcher's process was not found on this node")));
        } catch (IOException e) {
            events.warning(vmi, "GuestLimited", String.valueOf(e.getMessage()));
        }
    }

    /** QEMU starts with every cable plugged in, and an earlier node-agent may have left any state. */
    private void setLinks(LauncherConnection launcher, WiringPlan plan) throws IOException {
        links.keySet().removeIf(name -> plan.of(name).isEmpty());
        for (NicWiring nic : plan.wiring().nics()) {
            Boolean known = links.get(nic.name());
            if (!nics.isPending(nic.name()) && (known == null || known != nic.linkUp())) {
                var arguments = LauncherConnection.arguments().put("execute", "set_link");
                arguments
                        .putObject("arguments")
                        .put("name", DeviceIds.nic(nic.name()))
                        .put("up", nic.linkUp());
                launcher.call("qmp", arguments, HELLO);
                links.put(nic.name(), nic.linkUp());
            }
        }
    }

    /** Reads the versioned type out of {@code -machine type,…}. */
    private static Optional<String> machineType(List<String> arguments) {
        int option = arguments.indexOf("-machine");
        return option < 0 || option + 1 >= arguments.size()
                ? Optional.empty()
                : Optional.of(arguments.get(option + 1).split(",", 2)[0].replaceFirst("^type=", ""));
    }

    private void shutDown(VirtualMachineInstance vmi, LauncherConnection launcher) throws IOException {
        if (shutdownSent) {
            return;
        }
        Long grace = vmi.getSpec().terminationGracePeriodSeconds();
        launcher.call(
                "shutdown", LauncherConnection.arguments().put("graceSeconds", grace == null ? 30 : grace), HELLO);
        shutdownSent = true;
        events.normal(vmi, "ShuttingDown", "Signaled Graceful Shutdown");
    }

    private void failed(VirtualMachineInstance vmi, String message) {
        if (!failure.equals(Optional.of(message))) {
            events.warning(vmi, "SyncFailed", message);
        }
        failure = Optional.of(message);
        LOG.warn("{}: {}", key, message);
    }

    /** Returns whether the status is written; if not, somebody else wrote in between. */
    private boolean mirror(VirtualMachineInstance vmi, FollowedPod pod, Optional<LauncherEnd> end) {
        Map<String, List<String>> modes = accessModes;
        if (modes == null) {
            modes = context.plans().accessModes(vmi);
            accessModes = modes;
        }
        var facts = new MachineFacts(
                context.node(),
                pod.uid(),
                pod.addresses(),
                Optional.ofNullable(process).map(LauncherProcess::uid),
                state(),
                end,
                Optional.ofNullable(wiring),
                machineType,
                modes,
                failure,
                credentials.outcome(),
                readiness.map(GuestProbe::outcome),
                growth.size(),
                context.clock().instant());
        VirtualMachineInstanceStatus own = MachineStatus.next(vmi, facts);
        VirtualMachineInstanceStatus decided = state().filter(known -> known.phase() == LauncherState.Phase.RUNNING)
                .flatMap(known ->
                        TargetStep.running(vmi, pod.name(), context.clock().instant()))
                .map(own::withMigrationState)
                .orElse(own);
        decided = decided.withInterfaces(InterfaceStatus.withLeaving(
                Given.list(decided.interfaces()),
                Given.list(MachineStatus.current(vmi).interfaces()),
                nics.leaving()));
        VirtualMachineInstanceStatus next = decided.volumeStatus() == null
                ? decided
                : decided.withVolumeStatus(hotplugs.known(decided.volumeStatus()));
        Map<String, String> annotations = new TreeMap<>();
        state().flatMap(LauncherState::accelerator).ifPresent(name -> annotations.put(SlipwayNames.ACCELERATOR, name));
        moves.note(state().flatMap(LauncherState::way), context.clock().instant())
                .ifPresent(note -> annotations.put(SlipwayNames.MIGRATION_PROGRESS, note));
        Optional<VirtualMachineInstance> stored = writer.write(vmi, next, annotations, Map.of());
        boolean taken = written(stored, pod);
        if (stored.isPresent()) {
            announce(vmi, next, end);
        }
        return taken;
    }

    private void announce(VirtualMachineInstance before, VirtualMachineInstanceStatus next, Optional<LauncherEnd> end) {
        String phase = next.phase();
        if (phase == null || phase.equals(MachineStatus.current(before).phase())) {
            return;
        }
        switch (phase) {
            case "Running" -> {
                events.normal(before, "Created", "VirtualMachineInstance defined.");
                events.normal(before, "Started", "VirtualMachineInstance started.");
            }
            case "Succeeded" -> events.normal(before, "Stopped", "The VirtualMachineInstance was shut down.");
            case "Failed" ->
                events.warning(
                        before, "Stopped", end.map(LauncherEnd::message).orElse("The VirtualMachineInstance crashed."));
            default -> {
                // Phases of the operator.
            }
        }
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
