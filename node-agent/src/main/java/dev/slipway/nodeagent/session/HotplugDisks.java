package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DomainMemoryDumpInfo;
import dev.slipway.api.kubevirt.UtilityVolume;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.api.kubevirt.VolumeStatusBuilder;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.hotplug.PluggableVolume;
import dev.slipway.machine.qemu.DeviceIds;
import dev.slipway.machine.qemu.HotplugDisk;
import dev.slipway.machine.qemu.LaunchPlan;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.status.MachineStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Plugs the disks of one running guest in and out, as the instance asks and as their volumes arrive. */
final class HotplugDisks {
    private static final String READY = "Ready";
    private static final String DETACHING = "Detaching";
    private static final String UNMOUNTED = "UnMountedFromPod";
    private static final String ATTACHED = "AttachedToNode";
    private static final String MOUNTED = "MountedToPod";
    private static final Set<String> HERE = Set.of(ATTACHED, MOUNTED, READY);
    private static final int FIRST_DISK_PORT = 5;

    private final SessionContext context;
    private final MachineEvents events;
    private final MemoryDumps dumps;
    private final HeldClaims claims;
    private final Set<String> plugged = new HashSet<>();
    private final Map<String, Phase> phases = new HashMap<>();

    HotplugDisks(SessionContext context, MachineEvents events) {
        this.context = context;
        this.events = events;
        this.dumps = new MemoryDumps(context);
        this.claims = new HeldClaims(context);
    }

    /** Where a volume is on its way, and why. */
    private record Phase(String phase, String reason, String message, Optional<DomainMemoryDumpInfo> dump) {
        Phase(String phase, String reason, String message) {
            this(phase, reason, message, Optional.empty());
        }
    }

    /** Does what is due; returns whether it should soon look again. */
    boolean bringInLine(VirtualMachineInstance vmi, Pod pod, LauncherConnection launcher) {
        boolean again = false;
        Set<String> known = new HashSet<>();
        for (VolumeStatus status : Given.list(MachineStatus.current(vmi).volumeStatus())) {
            if (status.hotplugVolume() == null) {
                continue;
            }
            String name = Given.text(status.name());
            known.add(name);
            Optional<Volume> volume = PluggableVolume.of(vmi.getSpec()).stream()
                    .filter(found -> name.equals(found.name()))
                    .findFirst();
            boolean wanted = volume.filter(found -> found.memoryDump() == null).isPresent();
            String phase = Given.text(status.phase());
            try {
                if (volume.isPresent() && !wanted) {
                    again |= dump(vmi, pod, launcher, status, volume.get());
                } else if (phase.equals(ATTACHED) && helper(vmi, name).isPresent()) {
                    claims.inLauncher(
                            vmi,
                            status,
                            Given.text(helper(vmi, name).get().claimName()),
                            context.files().apply(attachment(vmi, status)),
                            context.files().apply(pod));
                    phases.put(name, new Phase(MOUNTED, "VolumeMountedToPod", "The claim is at the guest's node"));
                } else if (wanted && HERE.contains(phase)) {
                    plugIn(vmi, pod, launcher, status);
                } else if (!wanted && phase.equals(DETACHING)) {
                    again |= !plugOut(vmi, pod, launcher, status);
                } else {
                    phases.remove(name);
                }
            } catch (IOException e) {
                failed(vmi, name, phase, String.valueOf(e.getMessage()));
                again = true;
            }
        }
        phases.keySet().retainAll(known);
        return again;
    }

    /** Returns the statuses with what is known here. */
    List<VolumeStatus> known(List<VolumeStatus> statuses) {
        return statuses.stream()
                .map(status -> Optional.ofNullable(phases.get(Given.text(status.name())))
                        .filter(_ -> status.hotplugVolume() != null)
                        .map(found -> VolumeStatusBuilder.builder(status)
                                .phase(found.phase())
                                .reason(found.reason())
                                .message(found.message())
                                .memoryDumpVolume(found.dump().orElse(status.memoryDumpVolume()))
                                .build())
                        .orElse(status))
                .toList();
    }

    /** Writes the guest's memory; returns whether to look again soon. */
    private boolean dump(
            VirtualMachineInstance vmi, Pod pod, LauncherConnection launcher, VolumeStatus status, Volume volume)
            throws IOException {
        String name = Given.text(status.name());
        Phase known = phases.get(name);
        String phase = known == null || known.dump().isEmpty() ? Given.text(status.phase()) : known.phase();
        MemoryDumps.Dump dump;
        switch (phase) {
            case ATTACHED -> {
                String claim =
                        Given.text(Objects.requireNonNull(volume.memoryDump()).claimName());
                dump = dumps.plan(
                        vmi,
                        status,
                        claim,
                        context.files().apply(attachment(vmi, status)),
                        context.files().apply(pod));
            }
            case MemoryDumps.IN_PROGRESS -> {
                DomainMemoryDumpInfo written = status.memoryDumpVolume();
                if (written == null || !MemoryDumps.IN_PROGRESS.equals(status.phase())) {
                    // The plan is not stored yet.
                    return true;
                }
                dump = dumps.proceed(
                        vmi,
                        launcher,
                        status,
                        written,
                        context.files().apply(attachment(vmi, status)),
                        context.files().apply(pod));
            }
            default -> {
                return false;
            }
        }
        Phase next = new Phase(dump.phase(), dump.phase(), dump.message(), Optional.of(dump.info()));
        phases.put(name, next);
        if (dump.phase().equals(MemoryDumps.COMPLETED)) {
            events.normal(
                    vmi,
                    "MemoryDumpCompleted",
                    dump.message() + " to " + dump.info().targetFileName());
        } else if (dump.phase().equals(MemoryDumps.FAILED)) {
            events.warning(vmi, "MemoryDumpFailed", dump.message());
        }
        return dump.phase().equals(MemoryDumps.IN_PROGRESS);
    }

    private Pod attachment(VirtualMachineInstance vmi, VolumeStatus status) throws IOException {
        return claims.holder(vmi, status)
                .orElseThrow(() -> new IOException(
                        "the Pod that holds volume \"" + status.name() + "\" is not known on this node yet"));
    }

    private void plugIn(VirtualMachineInstance vmi, Pod pod, LauncherConnection launcher, VolumeStatus status)
            throws IOException {
        String name = Given.text(status.name());
        if (!plugged.contains(name) && !isInGuest(launcher, name)) {
            Pod attachment = attachment(vmi, status);
            boolean onPci = disk(vmi, name).filter(HotplugDisk::needsPort).isPresent();
            HotplugDisk.Plan plan = context.plans()
                    .plug(
                            vmi,
                            context.files().apply(pod),
                            context.files().apply(attachment),
                            name,
                            onPci ? freePort(launcher) : OptionalInt.empty());
            switch (plan) {
                case HotplugDisk.Plan.Impossible impossible -> throw new IOException(impossible.sentence());
                case HotplugDisk.Plan.Commands commands ->
                    carryOut(launcher, context.files().apply(pod), name, commands);
            }
            events.normal(vmi, "VolumeReady", "Successfully attach hotplugged volume " + name + " to VM");
        }
        plugged.add(name);
        phases.put(name, new Phase(READY, "VolumeReady", "Successfully attach hotplugged volume " + name + " to VM"));
    }

    private static void carryOut(
            LauncherConnection launcher, PodFiles files, String name, HotplugDisk.Plan.Commands plan)
            throws IOException {
        if (plan.image().isPresent()) {
            make(launcher, plan.image().get());
        }
        try {
            for (HotplugDisk.Command command : plan.commands()) {
                launcher.qmp(command);
            }
        } catch (LauncherRefusal e) {
            IOException refused =
                    new IOException("Volume \"%s\" was not plugged in. %s".formatted(name, e.getMessage()), e);
            try {
                // Half a disk would keep the next try from beginning anew.
                letGo(launcher, files, name);
            } catch (IOException further) {
                refused.addSuppressed(further);
            }
            throw refused;
        }
    }

    /** Makes the image of a claim that has none. */
    private static void make(LauncherConnection launcher, LaunchPlan.Image image) throws IOException {
        BlockJobs.create(
                launcher,
                "hotplug-image",
                LauncherConnection.arguments()
                        .put("driver", "file")
                        .put("filename", image.path())
                        .put("size", Optional.ofNullable(image.size()).orElse(0L)));
    }

    /** Returns whether the disk has left; the guest may take its time. */
    private boolean plugOut(VirtualMachineInstance vmi, Pod pod, LauncherConnection launcher, VolumeStatus status)
            throws IOException {
        String name = Given.text(status.name());
        boolean drive = disk(vmi, name).filter(PluggableVolume::isDrive).isPresent();
        if (isInGuest(launcher, name)) {
            for (HotplugDisk.Command command : HotplugDisk.out(name, drive)) {
                // A second request while the guest works on the first is refused, and so is an empty drive's.
                launcher.tryQmp(command);
            }
            if (isInGuest(launcher, name)) {
                return false;
            }
        }
        if (!letGo(launcher, context.files().apply(pod), name)) {
            return false;
        }
        if (plugged.remove(name) || !phases.containsKey(name)) {
            events.normal(vmi, "VolumeUnplugged", "Volume " + name + " has been unplugged");
        }
        phases.put(name, new Phase(UNMOUNTED, "VolumeUnMountedFromPod", "Volume " + name + " has left the guest"));
        return true;
    }

    /** Takes what is behind a disk away from QEMU; returns whether QEMU has closed it, so that the node can let the claim go. */
    private static boolean letGo(LauncherConnection launcher, PodFiles files, String name) throws IOException {
        launcher.tryQmp(HotplugDisk.forget(name));
        if (isOpen(launcher, name) || !HandedDevice.isTakenBack(launcher, name)) {
            return false;
        }
        if (!files.sharedFileSystem()) {
            new ShownClaim(files, name).hide();
        }
        return true;
    }

    /** Returns whether QEMU has the disk's block node still, for a backup, say. */
    private static boolean isOpen(LauncherConnection launcher, String name) throws IOException {
        ObjectNode flat = LauncherConnection.arguments().put("flat", true);
        for (JsonNode node : launcher.qmp(new HotplugDisk.Command("query-named-block-nodes", flat))) {
            if (node.path("node-name").asText().equals(DeviceIds.node(name))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a device of the guest uses the disk's block node. */
    private static boolean isInGuest(LauncherConnection launcher, String name) throws IOException {
        for (JsonNode block : launcher.qmp(new HotplugDisk.Command("query-block", LauncherConnection.arguments()))) {
            if (block.path("inserted").path("node-name").asText().equals(DeviceIds.node(name))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the lowest root port for disks with nothing behind it. */
    private static OptionalInt freePort(LauncherConnection launcher) throws IOException {
        JsonNode buses = launcher.qmp(new HotplugDisk.Command("query-pci", LauncherConnection.arguments()));
        OptionalInt free = OptionalInt.empty();
        for (JsonNode bus : buses) {
            for (JsonNode device : bus.path("devices")) {
                String id = device.path("qdev_id").asText("");
                if (id.matches("port-\\d{1,3}")
                        && device.path("pci_bridge").path("devices").isEmpty()) {
                    int port = Integer.parseInt(id.substring("port-".length()));
                    if (port >= FIRST_DISK_PORT && (free.isEmpty() || port < free.getAsInt())) {
                        free = OptionalInt.of(port);
                    }
                }
            }
        }
        return free;
    }

    private void failed(VirtualMachineInstance vmi, String name, String phase, String message) {
        Phase next = new Phase(phase, "HotplugFailed", message);
        if (!next.equals(phases.put(name, next))) {
            events.warning(vmi, "HotplugFailed", message);
        }
    }

    private static Optional<UtilityVolume> helper(VirtualMachineInstance vmi, String name) {
        return Given.list(vmi.getSpec().utilityVolumes()).stream()
                .filter(volume -> name.equals(volume.name()))
                .findFirst();
    }

    private static Optional<Disk> disk(VirtualMachineInstance vmi, String name) {
        return Optional.ofNullable(vmi.getSpec().domain())
                .flatMap(domain -> Optional.ofNullable(domain.devices()))
                .map(devices -> Given.list(devices.disks()))
                .orElse(List.of())
                .stream()
                .filter(disk -> name.equals(disk.name()))
                .findFirst();
    }
}
