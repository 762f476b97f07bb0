package dev.slipway.machine.qemu;

import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a launcher needs to run one guest; sent to it as JSON ({@code docs/contracts.md} §2).
 *
 * @param binary path of the QEMU program
 * @param arguments its arguments, without the launcher's own (QMP, VNC listener, serial and agent sockets)
 * @param files files to write first
 * @param images disk images to make first, if absent
 * @param helpers processes to start before QEMU and to end after it
 * @param environment variables that QEMU gets beside the launcher's own
 * @param vnc whether to offer {@code vnc.sock}
 * @param serial whether to offer {@code serial.sock}
 * @param agent whether to talk to a guest agent
 * @param startPaused whether the guest's processors wait for {@code resume}
 * @param incoming how the guest arrives from another launcher; absent: it starts here
 * @param graceSeconds time from the wish to stop to the end by force
 */
public record LaunchPlan(
        String binary,
        List<String> arguments,
        List<File> files,
        List<Image> images,
        List<Helper> helpers,
        Map<String, String> environment,
        boolean vnc,
        boolean serial,
        boolean agent,
        boolean startPaused,
        @Nullable Incoming incoming,
        long graceSeconds) {

    /**
     * Where a guest arrives from another launcher.
     *
     * @param migration the migration's own name
     * @param address the Pod's address
     * @param port for memory and devices
     * @param diskPort for disks that are copied
     * @param credentials directory of keys and certificates; absent: not encrypted
     * @param copied block nodes whose content comes, too
     * @param postCopy whether the guest may run before all of its memory is there
     */
    public record Incoming(
            String migration,
            String address,
            int port,
            int diskPort,
            @Nullable String credentials,
            List<String> copied,
            boolean postCopy) {
        public Incoming {
            copied = List.copyOf(copied);
        }
    }

    /**
     * A file to write.
     *
     * @param path path as the launcher sees it; relative ones lie below its run directory
     * @param base64 content
     * @param mode octal permissions, e.g. {@code 0600}
     */
    public record File(String path, String base64, String mode) {
        /** Returns how many bytes it has. */
        long bytes() {
            long padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
            return base64.length() / 4L * 3 - padding;
        }

        /** A file that only the launcher's user may read. */
        static File of(String path, byte[] content) {
            return new File(path, Base64.getEncoder().encodeToString(content), "0600");
        }
    }

    /**
     * A disk image to make.
     *
     * @param path path as the launcher sees it
     * @param format {@code raw} or {@code qcow2}
     * @param size bytes; absent if taken from the backing image
     * @param backing image below, read only
     * @param content image whose content it has at first
     */
    public record Image(
            String path,
            String format,
            @Nullable Long size,
            @Nullable Backing backing,
            @Nullable Backing content) {
        public Image(String path, String format, @Nullable Long size, @Nullable Backing backing) {
            this(path, format, size, backing, null);
        }
    }

    /**
     * The image below a new one, or the one that it is a copy of.
     *
     * @param path path as the launcher sees it
     * @param format {@code raw} or {@code qcow2}; never guessed
     */
    public record Backing(String path, String format) {}

    /**
     * A process beside QEMU, e.g. swtpm.
     *
     * @param name name in logs
     * @param arguments program and arguments
     * @param socket socket that must exist before QEMU starts
     */
    public record Helper(String name, List<String> arguments, String socket) {
        public Helper {
            arguments = List.copyOf(arguments);
        }
    }

    /** Returns the sizes in bytes of the discs that are made from what volumes hold, by volume name. */
    public Map<String, Long> discs() {
        var sizes = new TreeMap<String, Long>();
        for (File file : files) {
            GuestMedia.volumeOfDisc(file.path()).ifPresent(volume -> sizes.put(volume, file.bytes()));
        }
        return sizes;
    }

    /** Returns this plan for a guest that comes from another launcher, with more files to write. */
    public LaunchPlan receiving(Incoming way, List<File> keys) {
        List<File> all = Stream.concat(files.stream(), keys.stream()).toList();
        return new LaunchPlan(
                binary,
                arguments,
                all,
                images,
                helpers,
                environment,
                vnc,
                serial,
                agent,
                startPaused,
                way,
                graceSeconds);
    }

    public LaunchPlan {
        arguments = List.copyOf(arguments);
        files = List.copyOf(files);
        images = List.copyOf(images);
        helpers = List.copyOf(helpers);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }
}
