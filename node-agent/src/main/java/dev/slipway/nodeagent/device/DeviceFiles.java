package dev.slipway.nodeagent.device;

import dev.slipway.machine.pod.LauncherPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Device files of a node. */
public final class DeviceFiles {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceFiles.class);
    private static final Set<PosixFilePermission> ALL = PosixFilePermissions.fromString("rw-rw-rw-");

    private DeviceFiles() {}

    /**
     * Lets the group of launchers open a device, and nobody else whom its owner did not let before.
     *
     * @throws IOException if it is not there or belongs to somebody else
     */
    static void openToLaunchers(Path device) throws IOException {
        Set<PosixFilePermission> rights = new HashSet<>(Files.getPosixFilePermissions(device));
        boolean open = rights.addAll(Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE));
        int group = (int) LauncherPod.USER;
        if (open || !Files.getAttribute(device, "unix:gid").equals(group)) {
            Files.setAttribute(device, "unix:gid", group);
            Files.setPosixFilePermissions(device, rights);
            LOG.info("{} is open to launchers now", device);
        }
    }

    /**
     * Lets every user open a device, as udev does where it runs; what may be done with a tap its owner decides.
     *
     * @throws IOException if it is not there or belongs to somebody else
     */
    public static void openToAll(Path device) throws IOException {
        if (!Files.getPosixFilePermissions(device).equals(ALL)) {
            Files.setPosixFilePermissions(device, ALL);
            LOG.info("{} is open to all users now, as udev has it", device);
        }
    }
}
