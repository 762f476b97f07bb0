package dev.slipway.machine.pod;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Names and paths in launcher Pods. */
public final class LauncherNames {
    /** Name of the container that runs the launcher. */
    public static final String CONTAINER = "compute";

    /** What that container runs. */
    public static final String PROGRAM = "/usr/bin/slipway-launcher";

    /** Name of the volume with sockets, logs and small images. */
    public static final String RUN_VOLUME = "run";

    /** Where {@link #RUN_VOLUME} is mounted. */
    public static final String RUN_DIRECTORY = "/var/run/slipway";

    /** Where the launcher says how it ended. */
    public static final String TERMINATION_MESSAGE = RUN_DIRECTORY + "/termination";

    /** Name of the volume that outlives the Pod: TPM and UEFI variables. */
    public static final String STATE_VOLUME = "vm-state";

    /** Where {@link #STATE_VOLUME} is mounted. */
    static final String STATE_DIRECTORY = "/var/run/slipway-state";

    /** Name of the volume with a kernel and its first file system. */
    public static final String KERNEL_VOLUME = "kernel-boot-volume";

    /** Folder of volumes with files. */
    public static final String DISKS = "/var/run/slipway-disks";

    /** Folder of volumes that are block devices. */
    public static final String BLOCK_DISKS = "/dev/slipway-disks";

    /** Program of the containers that hold images of container disks: it only waits, and ends by SIGTERM with exit code 0. */
    public static final String DISK_HOLDER = "/var/run/slipway-waiter/catatonit";

    /** Name of the container whose log is what the guest writes to its serial console; it is KubeVirt's. */
    public static final String CONSOLE_LOG = "guest-console-log";

    /** Name of the pipe in {@link #RUN_DIRECTORY} through which the launcher gives it that. */
    public static final String CONSOLE_PIPE = "console.pipe";

    // Kubernetes' own alphabet for generated names: no vowels, no digits that look like letters.
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    private static final int LABEL_LENGTH = 63;
    private static final int INTERFACE_HASH = 11;
    private static final int ID_HASH = 8;

    /** Directory in a launcher's container with the socket of what asks disks for reservations. */
    public static final String RESERVATIONS = "/var/run/slipway-reservations";

    /** That socket. */
    public static final String RESERVATIONS_SOCKET = "pr-helper.sock";

    private LauncherNames() {}

    /**
     * Returns the name of the Pod that carries an instance. It follows from the instance's uid, so that the API server
     * refuses a second Pod for the same instance whatever a controller believes.
     */
    public static String pod(String instance, String uid) {
        String base = podPrefix(instance);
        int limit = LABEL_LENGTH - SUFFIX_LENGTH;
        return (base.length() > limit ? base.substring(0, limit) : base) + suffix(uid);
    }

    /** Returns what the names of all launcher Pods of instances with this name begin with. */
    public static String podPrefix(String instance) {
        return "virt-launcher-" + instance + "-";
    }

    /** Returns the name of the interface in the Pod that a secondary network is attached as. */
    public static String podInterface(String network) {
        return "pod" + HexFormat.of().formatHex(sha256(network)).substring(0, INTERFACE_HASH);
    }

    /** Returns the name of the container whose file system is the image of a container disk; it is KubeVirt's. */
    public static String diskContainer(String volume) {
        return labelValue("volume" + volume);
    }

    /** Returns whether a container of a Pod is there for the image of a container disk. */
    public static boolean holdsDisk(Container container) {
        return container.getCommand() != null && container.getCommand().contains(DISK_HOLDER);
    }

    /** Returns the name of the file in {@link #RUN_DIRECTORY} at which the launcher sees the image of a container disk. */
    public static String diskFile(String volume) {
        return "volume-" + volume + ".container";
    }

    /** Returns a host name made from an instance's name: the part before the first dot. */
    public static String hostname(String instance) {
        int dot = instance.indexOf('.');
        String label = dot < 0 ? instance : instance.substring(0, dot);
        String cut = label.length() > LABEL_LENGTH ? label.substring(0, LABEL_LENGTH) : label;
        return cut.toLowerCase(Locale.ROOT).replaceAll("-+$", "");
    }

    /**
     * Returns the value of the label by which an instance's Pods are found. Source: KubeVirt v1.9.0,
     * {@code CalculateVirtualMachineInstanceID}.
     */
    static String id(String instance) {
        return instance.length() <= LABEL_LENGTH
                ? instance
                : instance.substring(0, LABEL_LENGTH - ID_HASH - 1)
                        + "-"
                        + HexFormat.of().formatHex(hash("SHA-1", instance)).substring(0, ID_HASH);
    }

    /** Returns a value that is short enough for a label. */
    static String labelValue(String name) {
        return name.length() <= LABEL_LENGTH
                ? name
                : name.substring(0, LABEL_LENGTH - SUFFIX_LENGTH - 1) + "-" + suffix(name);
    }

    static String suffix(String seed) {
        byte[] hash = sha256(seed);
        StringBuilder text = new StringBuilder(SUFFIX_LENGTH);
        for (int index = 0; index < SUFFIX_LENGTH; index++) {
            text.append(ALPHABET.charAt(Byte.toUnsignedInt(hash[index]) % ALPHABET.length()));
        }
        return text.toString();
    }

    private static byte[] sha256(String text) {
        return hash("SHA-256", text);
    }

    private static byte[] hash(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
