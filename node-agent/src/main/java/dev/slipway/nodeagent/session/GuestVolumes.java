package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.metrics.MetricsDisk;
import dev.slipway.machine.qemu.LauncherVolume;
import dev.slipway.machine.qemu.LauncherVolume.Contents;
import dev.slipway.machine.qemu.LauncherVolume.DiskImage;
import dev.slipway.machine.qemu.LauncherVolume.Format;
import dev.slipway.machine.qemu.LauncherVolume.Kind;
import dev.slipway.nodeagent.netns.Command;
import dev.slipway.nodeagent.netns.PinnedFile;
import dev.slipway.nodeagent.pod.KubeletFiles;
import dev.slipway.nodeagent.pod.PodFiles;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the volumes of a guest on its node and says what is in them. */
final class GuestVolumes {
    private static final String IMAGE = "disk.img";

    /** KubeVirt's default overhead of a file system: so much of a claim is left free when its image is made. */
    private static final double OVERHEAD = 0.06;

    private static final Duration READ = Duration.ofSeconds(20);

    private final KubernetesClient client;

    GuestVolumes(KubernetesClient client) {
        this.client = client;
    }

    /** Returns the claim behind each volume that has one and whose claim exists, by volume name. */
    Map<String, PersistentVolumeClaim> claims(VirtualMachineInstance vmi) {
        var claims = new HashMap<String, PersistentVolumeClaim>();
        for (Volume volume : volumes(vmi)) {
            Optional<String> name = claimName(volume);
            if (name.isPresent() && volume.name() != null) {
                PersistentVolumeClaim claim = client.persistentVolumeClaims()
                        .inNamespace(vmi.getMetadata().getNamespace())
                        .withName(name.get())
                        .get();
                if (claim != null) {
                    claims.put(volume.name(), claim);
                }
            }
        }
        return claims;
    }

    /** Returns what is in each volume that is there; those that the launcher makes itself are not among them. */
    Map<String, LauncherVolume> find(
            VirtualMachineInstance vmi, PodFiles files, Map<String, PersistentVolumeClaim> claims) throws IOException {
        var found = new HashMap<String, LauncherVolume>();
        for (Volume volume : volumes(vmi)) {
            String name = volume.name();
            if (name == null) {
                continue;
            }
            PersistentVolumeClaim claim = claims.get(name);
            Optional<? extends LauncherVolume> content = shared(vmi, name)
                    ? folder(files, name, claim)
                    : claim != null ? disk(files, name, claim) : contents(files, volume);
            content.ifPresent(value -> found.put(name, value));
        }
        return found;
    }

    /** Returns what is in the claim of one volume, which a Pod of its own holds; empty while it is not there. */
    Optional<LauncherVolume> held(VirtualMachineInstance vmi, PodFiles attachment, String volume) throws IOException {
        PersistentVolumeClaim claim = claims(vmi).get(volume);
        return claim == null ? Optional.empty() : disk(attachment, volume, claim);
    }

    private static List<Volume> volumes(VirtualMachineInstance vmi) {
        List<Volume> volumes = vmi.getSpec().volumes();
        return volumes == null ? List.of() : volumes;
    }

    private static Optional<String> claimName(Volume volume) {
        if (volume.persistentVolumeClaim() != null) {
            return Optional.ofNullable(volume.persistentVolumeClaim().claimName());
        }
        if (volume.ephemeral() != null && volume.ephemeral().persistentVolumeClaim() != null) {
            return Optional.ofNullable(
                    volume.ephemeral().persistentVolumeClaim().getClaimName());
        }
        return volume.dataVolume() == null
                ? Optional.empty()
                : Optional.ofNullable(volume.dataVolume().name());
    }

    private static boolean shared(VirtualMachineInstance vmi, String volume) {
        return Optional.ofNullable(vmi.getSpec().domain())
                .map(DomainSpec::devices)
                .map(devices -> Given.list(devices.filesystems()))
                .orElse(List.of())
                .stream()
                .anyMatch(system -> volume.equals(system.name()));
    }

    private static Optional<LauncherVolume> folder(PodFiles files, String name, @Nullable PersistentVolumeClaim claim) {
        String onNode = claim == null ? name : Given.text(claim.getSpec().getVolumeName());
        return onNode.isEmpty()
                ? Optional.empty()
                : files.inLauncher(name, onNode).map(LauncherVolume.Folder::new);
    }

    private static Optional<LauncherVolume> disk(PodFiles files, String name, PersistentVolumeClaim claim)
            throws IOException {
        String persistentVolume =
                Optional.ofNullable(claim.getSpec().getVolumeName()).orElse("");
        if (persistentVolume.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> inLauncher = files.inLauncher(name, persistentVolume);
        if (inLauncher.isPresent() && files.isBlock(name)) {
            Optional<Path> seen = files.ofContainer(name);
            Optional<Path> device = seen.isPresent() ? seen : files.onNode(persistentVolume);
            return Optional.of(new DiskImage(
                    inLauncher.get(),
                    Format.RAW,
                    Kind.BLOCK_DEVICE,
                    true,
                    isPreallocated(claim),
                    device.isEmpty() ? Optional.empty() : DeviceBlocks.of(device.get())));
        }
        Optional<Path> known = files.onNode(persistentVolume);
        // The kubelet keeps no directory of volumes of kind hostPath, as simple provisioners make them.
        Optional<Path> onNode = known.isPresent() ? known : files.ofContainer(name);
        if (inLauncher.isEmpty() || onNode.isEmpty()) {
            return Optional.empty();
        }
        Path image = onNode.get().resolve(IMAGE);
        boolean directIo = takesDirectIo(onNode.get(), image);
        String path = inLauncher.get() + "/" + IMAGE;
        return Optional.of(
                Files.exists(image, LinkOption.NOFOLLOW_LINKS)
                        ? new DiskImage(path, Format.RAW, Kind.FILE, directIo, isPreallocated(claim), Optional.empty())
                        : new LauncherVolume.NewImage(path, size(claim), directIo));
    }

    /** Returns whether somebody set all blocks of a claim aside: CDI, or its storage (KubeVirt v1.9.0, storage/types/pvc.go). */
    static boolean isPreallocated(PersistentVolumeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        return annotations != null
                && annotations.entrySet().stream()
                        .filter(annotation -> annotation.getValue().equals("true"))
                        .anyMatch(annotation -> annotation.getKey().contains("/storage.preallocation")
                                || annotation.getKey().contains("/storage.thick-provisioned"));
    }

    /** Size of an image that a claim has room for, in whole sectors of 4 KiB. */
    private static long size(PersistentVolumeClaim claim) {
        Quantity capacity = Optional.ofNullable(claim.getStatus())
                .map(status -> status.getCapacity())
                .map(amounts -> amounts.get("storage"))
                .orElseGet(() -> claim.getSpec().getResources().getRequests().get("storage"));
        long bytes = capacity.getNumericalAmount().longValue();
        return (long) (bytes * (1 - OVERHEAD)) & -4096L;
    }

    /** Whether the file system takes {@code O_DIRECT}: tmpfs, for one, does not. */
    private static boolean takesDirectIo(Path directory, Path image) throws IOException {
        if (Files.exists(image, LinkOption.NOFOLLOW_LINKS)) {
            return takesDirectIo(image);
        }
        Path probe;
        try {
            probe = Files.createTempFile(directory, ".direct", "");
        } catch (AccessDeniedException e) {
            // A network's file system may let root do less than QEMU's user.
            return false;
        }
        try {
            return takesDirectIo(probe);
        } finally {
            Files.delete(probe);
        }
    }

    /** Whether a file can be read with {@code O_DIRECT}. What is no regular file is not opened: who fills the claim decides what it is. */
    static boolean takesDirectIo(Path file) throws IOException {
        Optional<PinnedFile> found = PinnedFile.of(file);
        if (found.isEmpty()) {
            return false;
        }
        try (PinnedFile pinned = found.get()) {
            String source = "if=" + pinned.pathForOthers();
            return pinned.isRegular()
                    && Command.run(
                                            List.of(
                                                    "dd",
                                                    source,
                                                    "of=/dev/null",
                                                    "iflag=direct",
                                                    "bs=4096",
                                                    "count=1",
                                                    "status=none"),
                                            Map.of(),
                                            "",
                                            READ)
                                    .exitCode()
                            == 0;
        }
    }

    /** The disk of figures, which the launcher makes and the node-agent writes, past no cache: it is in memory. */
    private static DiskImage figures(String directory) {
        return new DiskImage(directory + "/" + MetricsDisk.FILE, Format.RAW, Kind.FILE, false, false, Optional.empty());
    }

    /** Files of volumes that the kubelet has filled from the API, images of container disks, and images in files of the node. */
    private static Optional<? extends LauncherVolume> contents(PodFiles files, Volume volume) throws IOException {
        String name = Given.text(volume.name());
        if (volume.hostDisk() != null) {
            return Optional.of(new HostDiskImage(name, volume.hostDisk(), files).prepare());
        }
        Optional<ContainerDisk> image = ContainerDisk.of(volume);
        if (image.isPresent()) {
            return image.get().show(files);
        }
        if (volume.downwardMetrics() != null) {
            return files.inLauncher(name, name).map(GuestVolumes::figures);
        }
        boolean filled = volume.secret() != null
                || volume.configMap() != null
                || volume.downwardAPI() != null
                || volume.sysprep() != null;
        Optional<Path> directory = filled && !name.isEmpty() ? files.onNode(name) : Optional.empty();
        return directory.isEmpty() ? Optional.empty() : Optional.of(new Contents(KubeletFiles.read(directory.get())));
    }
}
