package dev.slipway.launcher.lifecycle;

import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What to run: the launch plan of {@code docs/contracts.md} §2.
 *
 * @param binary path of QEMU
 * @param arguments its arguments, without the launcher's own
 * @param files files to write first
 * @param images disk images to make first, if absent
 * @param helpers processes to start before QEMU
 * @param environment variables that QEMU gets beside the launcher's own
 * @param vnc whether the guest has a screen to offer
 * @param serial whether QEMU's arguments refer to the first serial line's character device
 * @param agent whether QEMU's arguments refer to the guest agent's character device
 * @param startPaused whether the guest waits for {@code resume}
 * @param incoming how the guest arrives from another launcher; empty: it starts here
 * @param grace time from the wish to stop to the end by force, where the wish names none
 */
public record LaunchPlan(
        String binary,
        List<String> arguments,
        List<PlannedFile> files,
        List<PlannedImage> images,
        List<PlannedHelper> helpers,
        Map<String, String> environment,
        boolean vnc,
        boolean serial,
        boolean agent,
        boolean startPaused,
        Optional<Route> incoming,
        Duration grace) {
    /**
     * A file to write.
     *
     * @param path where; relative to the run directory
     * @param base64 content
     * @param mode permissions
     */
    public record PlannedFile(String path, String base64, Set<PosixFilePermission> mode) {}

    /**
     * A disk image to make.
     *
     * @param path where; relative to the run directory
     * @param format {@code raw} or {@code qcow2}
     * @param size bytes; absent if the backing image gives it
     * @param backing the image below
     * @param content the image whose content it has at first
     */
    public record PlannedImage(
            String path, String format, OptionalLong size, Optional<Backing> backing, Optional<Backing> content) {}

    /**
     * The image below another, or the one that it is a copy of; read only.
     *
     * @param path where; relative to the run directory
     * @param format {@code raw} or {@code qcow2}
     */
    public record Backing(String path, String format) {}

    /**
     * A process beside QEMU.
     *
     * @param name for logs
     * @param arguments program and arguments
     * @param socket socket that must be there before QEMU starts; relative to the run directory
     */
    public record PlannedHelper(String name, List<String> arguments, String socket) {}

    public LaunchPlan {
        arguments = List.copyOf(arguments);
        files = List.copyOf(files);
        images = List.copyOf(images);
        helpers = List.copyOf(helpers);
        environment = Map.copyOf(environment);
    }
}
