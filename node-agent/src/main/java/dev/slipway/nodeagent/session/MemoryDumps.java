package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.DomainMemoryDumpInfo;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherFiles;
import dev.slipway.nodeagent.pod.PodFiles;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes a guest's memory to the claims that were brought for it. QEMU holds the guest still meanwhile. */
final class MemoryDumps {
    /** The dump runs. */
    static final String IN_PROGRESS = "MemoryDumpVolumeInProgress";

    /** It is complete. */
    static final String COMPLETED = "MemoryDumpVolumeCompleted";

    /** It never will be. */
    static final String FAILED = "MemoryDumpVolumeFailed";

    // pkg/virt-handler/vm.go: <vmi>-<volume>-YYYYMMDD-HHMMSS.memory.dump
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final SessionContext context;
    private final HeldClaims claims;

    MemoryDumps(SessionContext context) {
        this.context = context;
        this.claims = new HeldClaims(context);
    }

    /** How far a dump is. */
    record Dump(String phase, String message, DomainMemoryDumpInfo info) {}

    /**
     * Plans a dump, which begins when the plan is written down: a node-agent that is killed in between leaves its successor
     * the name of the file, and there is never a second dump.
     *
     * @param claimName the claim of the volume
     * @param attachment files of the Pod that holds the volume
     * @param pod files of the launcher's Pod
     */
    Dump plan(VirtualMachineInstance vmi, VolumeStatus volume, String claimName, PodFiles attachment, PodFiles pod)
            throws IOException {
        Instant now = context.clock().instant();
        String file = vmi.getMetadata().getName() + "-" + volume.name() + "-" + STAMP.format(now) + ".memory.dump";
        // Whether there is a place for it shows now.
        claims.inLauncher(vmi, volume, claimName, attachment, pod);
        return running(new DomainMemoryDumpInfo(claimName, null, Timestamps.format(now), file, null));
    }

    /** Begins a dump that was planned, or looks how far it is, maybe one that an earlier node-agent began. */
    Dump proceed(
            VirtualMachineInstance vmi,
            LauncherConnection launcher,
            VolumeStatus volume,
            DomainMemoryDumpInfo info,
            PodFiles attachment,
            PodFiles pod)
            throws IOException {
        String file = claims.inLauncher(vmi, volume, Given.text(info.claimName()), attachment, pod) + "/"
                + Given.text(info.targetFileName());
        String status = launcher.qmp(new Command("query-dump", LauncherConnection.arguments()))
                .path("status")
                .asText("");
        if (status.equals("active")) {
            return running(info);
        }
        // QEMU makes the file before it answers; what it says of a dump without one, it says of an earlier dump.
        if (!new LauncherFiles(launcher).exists(file)) {
            ObjectNode arguments = LauncherConnection.arguments()
                    .put("paging", false)
                    .put("protocol", "file:" + file)
                    .put("detach", true);
            launcher.qmp(new Command("dump-guest-memory", arguments));
            return running(info);
        }
        DomainMemoryDumpInfo ended =
                info.withEndTimestamp(Timestamps.format(context.clock().instant()));
        if (status.equals("completed")) {
            return new Dump(COMPLETED, "The memory of the guest is written", ended);
        }
        new LauncherFiles(launcher).delete(file);
        return new Dump(
                FAILED,
                "QEMU could not write the memory of the guest; claim %s may be too small: take one of the guest's memory and 100 MiB more."
                        .formatted(info.claimName()),
                ended);
    }

    private static Dump running(DomainMemoryDumpInfo info) {
        return new Dump(IN_PROGRESS, "The memory of the guest is being written", info);
    }
}
