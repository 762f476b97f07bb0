package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.machine.qemu.LauncherVolume.DiskImage;
import dev.slipway.machine.qemu.LauncherVolume.Format;
import dev.slipway.machine.qemu.LauncherVolume.Kind;
import dev.slipway.nodeagent.netns.SharedFile;
import dev.slipway.nodeagent.pod.ControlGroups;
import dev.slipway.nodeagent.pod.PodFiles;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The disk in the image of a container, shown to the launcher where it lies in the node's store of images.
 *
 * @param volume name of the instance's volume
 * @param image name of the image
 * @param path path of the disk in the image; empty for the only file in {@code /disk}
 */
record ContainerDisk(String volume, String image, Optional<String> path) {
    private static final String DIRECTORY = "/disk";
    private static final int LAUNCHER = 107;

    // qcow2 (QEMU's docs/interop/qcow2.txt): the header's first words, and a bit of incompatible_features.
    private static final int QCOW2_MAGIC = 0x514649fb;
    private static final int QCOW2_VERSION_3 = 3;
    private static final int QCOW2_EXTERNAL_DATA = 4;

    static Optional<ContainerDisk> of(Volume volume) {
        return Optional.ofNullable(volume.containerDisk())
                .map(source -> new ContainerDisk(
                        String.valueOf(volume.name()),
                        String.valueOf(source.image()),
                        Optional.ofNullable(source.path()).filter(text -> !text.isEmpty())));
    }

    /** Shows the disk to the launcher of the Pod and says what it is; empty where containers have no images. */
    Optional<DiskImage> show(PodFiles files) throws IOException {
        if (files.sharedFileSystem()) {
            return Optional.empty();
        }
        FollowedPod pod = new FollowedPod(files.pod());
        long owner = process(DiskHolders.process(pod, LauncherNames.diskContainer(volume)), "of the disk");
        long launcher = process(ControlGroups.process(pod.uid(), LauncherNames.CONTAINER, ""), "of the launcher");
        Path root = Path.of("/proc", Long.toString(owner), "root");
        String inImage = file(root);
        Path disk = root.resolve(inImage.substring(1));
        Format format = format(disk);
        String name = LauncherNames.diskFile(volume);
        String place = LauncherNames.RUN_DIRECTORY + "/" + name;
        Path seen = Path.of("/proc", Long.toString(launcher), "root").resolve(place.substring(1));
        // What it covers is empty: a node-agent that was here before has mounted it already.
        if (!Files.exists(seen) || Files.size(seen) == 0) {
            cover(files.runDirectory().resolve(name));
            new SharedFile(owner, inImage, launcher, place).mount();
        }
        return Optional.of(
                new DiskImage(place, format, Kind.FILE, GuestVolumes.takesDirectIo(disk), false, Optional.empty()));
    }

    private long process(Optional<Long> found, String what) throws IOException {
        return found.orElseThrow(() ->
                new IOException("volume \"%s\": the container %s has no process on this node".formatted(volume, what)));
    }

    /** Returns the path of the disk in the image. */
    private String file(Path root) throws IOException {
        String file = path.isPresent() ? path.get() : only(root);
        Path walked = root;
        for (Path name : Path.of("/").relativize(Path.of(file))) {
            walked = walked.resolve(name);
            if (name.toString().equals("..") || Files.isSymbolicLink(walked)) {
                throw refused("%s is no plain path: it holds a symbolic link or '..'".formatted(file));
            }
        }
        if (!Files.isRegularFile(walked, LinkOption.NOFOLLOW_LINKS)) {
            throw refused("there is no file %s".formatted(file));
        }
        if (Files.size(walked) == 0) {
            throw refused("the file %s is empty".formatted(file));
        }
        if (!mayRead(walked)) {
            throw refused("the file %s cannot be read by user %d; give it to that user, or mode 0444"
                    .formatted(file, LAUNCHER));
        }
        return file;
    }

    private String only(Path root) throws IOException {
        Path directory = root.resolve(DIRECTORY.substring(1));
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw refused("there is no directory %s; put the disk there, or name it in containerDisk.path"
                    .formatted(DIRECTORY));
        }
        try (Stream<Path> entries = Files.list(directory)) {
            List<String> names = entries.map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
            if (names.size() != 1) {
                throw refused("%s holds %s; it must hold one file, or containerDisk.path must name it"
                        .formatted(DIRECTORY, names.isEmpty() ? "nothing" : String.join(", ", names)));
            }
            return DIRECTORY + "/" + names.getFirst();
        }
    }

    private IOException refused(String why) {
        return new IOException("volume \"%s\": in the image %s %s.".formatted(volume, image, why));
    }

    private static boolean mayRead(Path file) throws IOException {
        int mode = attribute(file, "mode");
        return (mode & 4) != 0
                || ((mode & 0400) != 0 && attribute(file, "uid") == LAUNCHER)
                || ((mode & 040) != 0 && attribute(file, "gid") == LAUNCHER);
    }

    private static int attribute(Path file, String name) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    }

    /** Reads what kind of image it is, and refuses one that would make QEMU open further files. */
    private Format format(Path disk) throws IOException {
        try (DataInputStream header = new DataInputStream(Files.newInputStream(disk))) {
            if (Files.size(disk) < 80 || header.readInt() != QCOW2_MAGIC) {
                return Format.RAW;
            }
            int version = header.readInt();
            boolean backed = header.readLong() != 0;
            header.skipNBytes(56);
            long features = version >= QCOW2_VERSION_3 ? header.readLong() : 0;
            if (backed || (features & QCOW2_EXTERNAL_DATA) != 0) {
                throw refused("the disk needs another file; flatten it by qemu-img convert");
            }
            return Format.QCOW2;
        }
    }

    private static void cover(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException _) {
            // From an attempt that failed afterwards.
        }
    }
}
