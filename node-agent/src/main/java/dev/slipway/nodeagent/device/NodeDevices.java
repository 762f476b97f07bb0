package dev.slipway.nodeagent.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a node has of devices.
 *
 * @param root the node's root directory as this process sees it
 * @param helper what asks disks for reservations here
 */
record NodeDevices(Path root, ReservationHelper helper) {
    /** How many guests may share what has no number of its own; KubeVirt's default of {@code --max-devices}. */
    private static final int SHARES = 1000;

    /** The file of control groups of version 2, and of 1. */
    private static final List<Path> CAPACITY =
            List.of(Path.of("sys/fs/cgroup/misc.capacity"), Path.of("sys/fs/cgroup/misc/misc.capacity"));

    /** Returns how many guests may have a device now; 0 if it is not there. */
    int shares(Device device) throws IOException {
        return switch (device) {
            case Device.File file -> Files.exists(onNode(file)) ? SHARES : 0;
            case Device.Capacity capacity -> capacity(capacity.name());
            case Device.Directory _ -> helper.isPossible() ? SHARES : 0;
        };
    }

    /** Lets launchers use it. */
    void open(Device device) throws IOException {
        if (device instanceof Device.File file) {
            switch (file.access()) {
                case ALL -> DeviceFiles.openToAll(onNode(file));
                case LAUNCHERS -> DeviceFiles.openToLaunchers(onNode(file));
            }
        }
    }

    private int capacity(String name) throws IOException {
        for (Path candidate : CAPACITY) {
            Path file = root.resolve(candidate);
            if (Files.exists(file)) {
                return capacity(Files.readString(file), name);
            }
        }
        return 0;
    }

    /** Lines of a name and a number. */
    private static int capacity(String text, String name) {
        return text.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length == 2 && words[0].equals(name) && words[1].matches("\\d{1,9}"))
                .mapToInt(words -> Integer.parseInt(words[1]))
                .findFirst()
                .orElse(0);
    }

    private Path onNode(Device.File device) {
        return root.resolve(Path.of("/").relativize(device.path()));
    }
}
