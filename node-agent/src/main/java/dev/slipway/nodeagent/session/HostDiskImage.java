package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.HostDisk;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.qemu.LauncherVolume.DiskImage;
import dev.slipway.machine.qemu.LauncherVolume.Format;
import dev.slipway.machine.qemu.LauncherVolume.Kind;
import dev.slipway.nodeagent.netns.MountNamespace;
import dev.slipway.nodeagent.pod.PodFiles;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The disk image in a file of the node that a machine asks for, as KubeVirt's handler prepares it ({@code pkg/host-disk}): made
 * if that is wanted, and given to the user that QEMU runs as.
 *
 * @param volume name of the instance's volume
 * @param disk what it asks for
 * @param files files of the launcher's Pod
 */
record HostDiskImage(String volume, HostDisk disk, PodFiles files) {
    /** Returns the image, which is there then. */
    DiskImage prepare() throws IOException {
        if (files.sharedFileSystem()) {
            Path image = Path.of(Given.text(disk.path()));
            make(image, (Integer) Files.getAttribute(files.runDirectory(), "unix:uid"));
            return image(image.toString(), image);
        }
        String directory = files.inContainer(volume)
                .orElseThrow(() -> new IOException("volume \"%s\" is not among those of the Pod".formatted(volume)));
        Path image = Path.of(directory).resolve(Path.of(Given.text(disk.path())).getFileName());
        long launcher = new FollowedPod(files.pod()).launcher(volume);
        Path process = Path.of("/proc", Long.toString(launcher));
        int user = (Integer) Files.getAttribute(process, "unix:uid");
        new MountNamespace(launcher).run("volume \"%s\"".formatted(volume), () -> make(image, user));
        return image(
                image.toString(),
                process.resolve("root").resolve(image.toString().substring(1)));
    }

    private static DiskImage image(String path, Path seen) throws IOException {
        return new DiskImage(path, Format.RAW, Kind.FILE, GuestVolumes.takesDirectIo(seen), false, Optional.empty());
    }

    private void make(Path image, int user) throws IOException {
        if (!Files.exists(image, LinkOption.NOFOLLOW_LINKS)) {
            if (!"DiskOrCreate".equals(disk.type())) {
                throw new IOException(
                        "hostDisk.path is \"%s\", and there is no such file on the node; put it there, or use type DiskOrCreate"
                                .formatted(disk.path()));
            }
            create(image);
        } else if (!Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    "hostDisk.path is \"%s\", which is no regular file on the node; name one".formatted(disk.path()));
        }
        if (!Files.getAttribute(image, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(user)) {
            Files.setAttribute(image, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(image, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void create(Path image) throws IOException {
        Quantity capacity = disk.capacity();
        long size = capacity == null ? 0 : capacity.getNumericalAmount().longValue();
        if (size <= 0) {
            throw new IOException(
                    "hostDisk.path is \"%s\", and there is no such file on the node; to have it made set hostDisk.capacity, e.g. 1Gi"
                            .formatted(disk.path()));
        }
        // Not by Files.getFileStore, which looks the mount up under a process number that a container does not know.
        long space = image.resolveSibling("").toFile().getUsableSpace();
        if (space < size) {
            throw new IOException(
                    "hostDisk.capacity is %d bytes, and the file system of %s on the node has %d left; free some, or ask for less"
                            .formatted(size, disk.path(), space));
        }
        try (FileChannel file = FileChannel.open(
                image,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw----")))) {
            file.write(ByteBuffer.allocate(1), size - 1);
        }
    }
}
