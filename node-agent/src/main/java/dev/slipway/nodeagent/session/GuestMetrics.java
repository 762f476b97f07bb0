package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.metrics.MetricsDisk;
import dev.slipway.machine.metrics.MetricsReport;
import dev.slipway.machine.qemu.MetricsPort;
import dev.slipway.nodeagent.metrics.MetricsConversation;
import dev.slipway.nodeagent.metrics.MetricsImage;
import dev.slipway.nodeagent.metrics.NodeReader;
import dev.slipway.nodeagent.netns.PinnedFile;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.pod.PodNamespace;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The figures of its node and of itself that one guest asks for: on its disk every five seconds, on its port when it asks. */
final class GuestMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuestMetrics.class);

    /** As KubeVirt's handler. */
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final String key;
    private final SessionContext context;
    private final Supplier<Optional<FollowedLauncher.Reached>> launcher;
    private final GuestFigureReader figures = new GuestFigureReader();
    private Optional<Thread> disk = Optional.empty();
    private Optional<Thread> port = Optional.empty();

    /**
     * Tells nothing yet.
     *
     * @param key {@code namespace/name} of the Pod
     * @param launcher the guest's launcher, while it can be asked
     */
    GuestMetrics(String key, SessionContext context, Supplier<Optional<FollowedLauncher.Reached>> launcher) {
        this.key = key;
        this.context = context;
        this.launcher = launcher;
    }

    /** A thing that is done again and again. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** Begins to tell what the instance asks for. */
    void bringInLine(VirtualMachineInstance vmi, FollowedPod pod) {
        PodFiles files = context.files().apply(pod.pod());
        if (disk.isEmpty()) {
            disk = volume(vmi).map(name -> {
                var image = new MetricsImage(files.emptyDirectory(name).resolve(MetricsDisk.FILE));
                return start("figures on the disk of ", () -> image.write(report(pod)));
            });
        }
        if (port.isEmpty() && hasPort(vmi)) {
            Path socket = files.runDirectory().resolve(MetricsPort.SOCKET);
            port = Optional.of(start("figures on the port of ", () -> converse(pod, socket)));
        }
    }

    private static Optional<String> volume(VirtualMachineInstance vmi) {
        return Given.list(vmi.getSpec().volumes()).stream()
                .filter(volume -> volume.downwardMetrics() != null)
                .map(Volume::name)
                .findFirst();
    }

    private static boolean hasPort(VirtualMachineInstance vmi) {
        return Optional.ofNullable(vmi.getSpec().domain())
                .map(DomainSpec::devices)
                .map(Devices::downwardMetrics)
                .isPresent();
    }

    private Thread start(String what, Step step) {
        return Thread.ofVirtual().name(what + key).start(() -> repeat(what, step));
    }

    /** Until it is interrupted; of failures in a row the first is told. */
    private void repeat(String what, Step step) {
        boolean failing = false;
        try {
            while (true) {
                try {
                    step.run();
                    failing = false;
                } catch (IOException e) {
                    if (!failing) {
                        LOG.info("{}{}: {}", what, key, e.getMessage());
                    }
                    failing = true;
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(FollowedPod pod, Path socket) throws IOException, InterruptedException {
        try (SocketChannel guest = PinnedFile.connect(socket)) {
            new MetricsConversation(guest, () -> reportOrNothing(pod)).run();
        }
    }

    private String reportOrNothing(FollowedPod pod) {
        try {
            return report(pod);
        } catch (IOException e) {
            LOG.info("figures on the port of {}: {}", key, e.getMessage());
            return MetricsReport.NOTHING;
        }
    }

    private String report(FollowedPod pod) throws IOException {
        FollowedLauncher.Reached reached =
                launcher.get().orElseThrow(() -> new IOException("the guest's launcher does not answer"));
        long process = PodNamespace.onNode(
                        reached.process(),
                        pod.uid(),
                        context.files().apply(pod.pod()).sharedFileSystem())
                .orElseThrow(() -> new IOException("the launcher's process was not found on this node"));
        return MetricsReport.of(
                context.node(),
                reached.state().qemuVersion().orElse("unknown"),
                figures.read(reached.connection(), process),
                NodeReader.read(),
                context.clock().instant());
    }

    @Override
    public void close() {
        disk.ifPresent(Thread::interrupt);
        port.ifPresent(Thread::interrupt);
    }
}
