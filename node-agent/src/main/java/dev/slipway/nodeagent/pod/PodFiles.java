package dev.slipway.nodeagent.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The volumes of one Pod on its node, under the kubelet's directory, and the paths under which its container sees them.
 *
 * @param kubeletDirectory usually {@code /var/lib/kubelet}
 * @param pod the Pod
 * @param sharedFileSystem whether containers see the node's own file system, as those of {@code standalone} do
 */
public record PodFiles(Path kubeletDirectory, Pod pod, boolean sharedFileSystem) {
    /** Name of the emptyDir that holds sockets and logs. */
    public static final String RUN_VOLUME = "run";

    /** Returns the emptyDir of that name on the node. */
    public Path emptyDirectory(String volume) {
        return volumes().resolve("kubernetes.io~empty-dir").resolve(checked(volume));
    }

    /** Returns the run directory of a launcher or importer on the node. */
    public Path runDirectory() {
        return emptyDirectory(RUN_VOLUME);
    }

    /** Returns what the kubelet keeps of a container of the Pod. */
    Path container(String name) {
        return podDirectory().resolve("containers").resolve(checked(name));
    }

    /**
     * Returns a volume's directory or device on the node, whatever kind it is: of the kubelet's directories
     * {@code volumes/<plugin>/<name>[/mount]} and {@code volumeDevices/<plugin>/<name>}. Claims are found by the name of
     * their PersistentVolume.
     *
     * @param name name of the volume, for claims that of the PersistentVolume
     */
    public Optional<Path> onNode(String name) {
        checked(name);
        Path volumeDevices = podDirectory().resolve("volumeDevices");
        return Stream.of(volumes(), volumeDevices)
                .filter(Files::isDirectory)
                .flatMap(PodFiles::entries)
                .map(plugin -> plugin.resolve(name))
                .filter(Files::exists)
                .map(volume -> Files.isDirectory(volume.resolve("mount")) ? volume.resolve("mount") : volume)
                .findFirst();
    }

    /** Returns the path at which the launcher's container sees a volume of its Pod. */
    public Optional<String> inContainer(String volume) {
        return containers().flatMap(container -> places(container, volume)).findFirst();
    }

    /** Where a container sees a volume. */
    private static Stream<String> places(Container container, String volume) {
        return Stream.concat(
                Stream.ofNullable(container.getVolumeMounts())
                        .flatMap(mounts -> mounts.stream())
                        .filter(mount -> volume.equals(mount.getName()))
                        .map(VolumeMount::getMountPath),
                Stream.ofNullable(container.getVolumeDevices())
                        .flatMap(devices -> devices.stream())
                        .filter(device -> volume.equals(device.getName()))
                        .map(VolumeDevice::getDevicePath));
    }

    /**
     * Returns a volume's directory or device as the running container that has it sees it, by a path of the node; of a directory
     * only what is directly in it may be looked at, and no link followed.
     */
    public Optional<Path> ofContainer(String volume) throws IOException {
        if (sharedFileSystem) {
            return Optional.empty();
        }
        Optional<Container> container = containers()
                .filter(found -> places(found, volume).findAny().isPresent())
                .findFirst();
        Optional<Long> process = container.isEmpty()
                ? Optional.empty()
                : ControlGroups.process(
                        pod.getMetadata().getUid(), container.get().getName(), "");
        return process.flatMap(found -> inContainer(volume)
                .map(path -> Path.of("/proc", found.toString(), "root").resolve(path.substring(1))));
    }

    /** Returns whether the container gets the volume as a block device. */
    public boolean isBlock(String volume) {
        return containers()
                .flatMap(container -> Stream.ofNullable(container.getVolumeDevices()))
                .flatMap(devices -> devices.stream())
                .anyMatch(device -> volume.equals(device.getName()));
    }

    /**
     * Returns the path of a volume as the launcher's process must spell it: the container's on a cluster, the node's in
     * {@code standalone}.
     *
     * @param volume name of the Pod's volume
     * @param nodeName its name on the node: for claims that of the PersistentVolume
     */
    public Optional<String> inLauncher(String volume, String nodeName) {
        return sharedFileSystem ? onNode(nodeName).map(Path::toString) : inContainer(volume);
    }

    private Stream<Container> containers() {
        return pod.getSpec().getContainers().stream();
    }

    private Path podDirectory() {
        return kubeletDirectory
                .resolve("pods")
                .resolve(checked(pod.getMetadata().getUid()));
    }

    private Path volumes() {
        return podDirectory().resolve("volumes");
    }

    private static Stream<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names come from the API; they never lead out of the Pod's directory. */
    private static String checked(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a directory of a Pod");
        }
        return name;
    }
}
