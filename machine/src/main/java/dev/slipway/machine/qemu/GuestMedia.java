package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.cloudinit.CloudInitSeed;
import dev.slipway.machine.cloudinit.DeviceTag;
import dev.slipway.machine.cloudinit.Iso9660Image;
import dev.slipway.machine.metrics.MetricsDisk;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The medium of a volume, and what the launcher must make for it.
 *
 * @param medium absent if there are problems
 */
record GuestMedia(Optional<Medium> medium, Part part) {
    private static final String PREFIX = "volume-";
    private static final String DISC = ".iso";

    static GuestMedia of(Guest guest, GuestDisk disk, Volume volume, List<DeviceTag> tags) {
        String name = Guest.text(volume.name());
        if (CloudInitSeed.isSeed(volume)) {
            return seed(guest, volume, tags);
        }
        var empty = volume.emptyDisk();
        if (empty != null) {
            Quantity capacity = empty.capacity();
            if (capacity == null) {
                return wrong(new Problem.Missing("spec.volumes[" + name + "].emptyDisk.capacity", "a size, e.g. 2Gi"));
            }
            long size = Quantity.getAmountInBytes(capacity).longValue();
            return passing(imagePath(name), Optional.empty(), Optional.of(size));
        }
        Optional<LauncherVolume> found = guest.paths().volume(name);
        if (found.isEmpty()) {
            return wrong(new Problem.VolumeAbsent(name));
        }
        return switch (found.get()) {
            case LauncherVolume.Contents contents -> disc(volume, contents);
            case LauncherVolume.NewImage image -> made(image);
            case LauncherVolume.Folder folder ->
                wrong(new Problem.NotSupported(
                        "spec.volumes[" + name + "]",
                        "the folder " + folder.path() + " and the volume of a disk",
                        "give it a filesystem instead of a disk"));
            case LauncherVolume.DiskImage image ->
                volume.downwardMetrics() != null
                        ? figures(image)
                        : layered(volume) && !disk.readOnly()
                                ? passing(imagePath(name), Optional.of(image), Optional.empty())
                                : new GuestMedia(Optional.of(new Medium.Lasting(image)), Part.NOTHING);
        };
    }

    /** The disk of figures: there from the start, so that the guest never finds it without its signature. */
    private static GuestMedia figures(LauncherVolume.DiskImage image) {
        return new GuestMedia(
                Optional.of(new Medium.Lasting(image)),
                Part.file(LaunchPlan.File.of(image.path(), MetricsDisk.empty())));
    }

    /** Returns whether the guest's writes must not reach the volume. */
    private static boolean layered(Volume volume) {
        return volume.containerDisk() != null || volume.ephemeral() != null;
    }

    private static GuestMedia seed(Guest guest, Volume volume, List<DeviceTag> tags) {
        Map<String, Map<String, byte[]>> secrets = new HashMap<>();
        guest.paths().secrets().forEach((name, contents) -> secrets.put(name, contents.files()));
        return switch (CloudInitSeed.of(guest.instance(), volume, secrets, tags)) {
            case CloudInitSeed.Files files -> disc(Guest.text(volume.name()), files.image());
            case CloudInitSeed.Unmakeable unmakeable ->
                wrong(unmakeable.problems().stream().map(Problem.CloudInit::new).toArray(Problem[]::new));
        };
    }

    private static GuestMedia disc(Volume volume, LauncherVolume.Contents contents) {
        String name = Guest.text(volume.name());
        String label = label(volume);
        return Iso9660Image.isLabel(label)
                ? disc(name, Iso9660Image.of(label, new TreeMap<>(contents.files())))
                : wrong(new Problem.Invalid(
                        "spec.volumes[" + name + "].volumeLabel", label, "1 to 32 characters of ASCII"));
    }

    /** Returns the volume whose disc is made in that file; empty if none is. */
    static Optional<String> volumeOfDisc(String path) {
        return path.startsWith(PREFIX) && path.endsWith(DISC)
                ? Optional.of(path.substring(PREFIX.length(), path.length() - DISC.length()))
                : Optional.empty();
    }

    private static GuestMedia disc(String name, byte[] image) {
        String path = PREFIX + name + DISC;
        String base64 = Base64.getEncoder().encodeToString(image);
        return new GuestMedia(
                Optional.of(new Medium.CompactDisc(path)), Part.file(new LaunchPlan.File(path, base64, "0600")));
    }

    /** KubeVirt's labels: what the volume says, else cfgdata; Windows' setup looks for unattend. */
    private static String label(Volume volume) {
        if (volume.sysprep() != null) {
            return "unattend";
        }
        var configMap = volume.configMap();
        var secret = volume.secret();
        var downward = volume.downwardAPI();
        String wanted = configMap != null
                ? Guest.text(configMap.volumeLabel())
                : secret != null
                        ? Guest.text(secret.volumeLabel())
                        : downward != null ? Guest.text(downward.volumeLabel()) : "";
        return wanted.isEmpty() ? "cfgdata" : wanted;
    }

    private static GuestMedia made(LauncherVolume.NewImage image) {
        var disk = new LauncherVolume.DiskImage(
                image.path(),
                LauncherVolume.Format.RAW,
                LauncherVolume.Kind.FILE,
                image.directIo(),
                false,
                Optional.empty());
        return new GuestMedia(
                Optional.of(new Medium.Lasting(disk)),
                Part.image(new LaunchPlan.Image(image.path(), "raw", image.bytes(), null)));
    }

    private static GuestMedia passing(String path, Optional<LauncherVolume.DiskImage> below, Optional<Long> size) {
        LaunchPlan.Backing backing = below.map(image ->
                        new LaunchPlan.Backing(image.path(), image.format().driver()))
                .orElse(null);
        return new GuestMedia(
                Optional.of(new Medium.Passing(path, below)),
                Part.image(new LaunchPlan.Image(path, "qcow2", size.orElse(null), backing)));
    }

    private static String imagePath(String name) {
        return PREFIX + name + ".qcow2";
    }

    private static GuestMedia wrong(Problem... problems) {
        return new GuestMedia(Optional.empty(), Part.wrong(problems));
    }
}
