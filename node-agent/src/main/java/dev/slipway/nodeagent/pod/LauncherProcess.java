package dev.slipway.nodeagent.pod;

import dev.slipway.machine.pod.LauncherNames;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The running launcher of a Pod.
 *
 * @param pid its process number as the launcher itself sees it, or as its node does
 * @param uid its user
 */
public record LauncherProcess(long pid, int uid) {
    /** Finds the user by the owner of the control socket, which needs no view into the container's processes. */
    public static LauncherProcess of(long pid, Path controlSocket) throws IOException {
        return new LauncherProcess(
                pid, (Integer) Files.getAttribute(controlSocket, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Finds it before it listens, with the user that its Pod names.
     *
     * @return empty while its program does not run, or if the Pod names no user
     */
    public static Optional<LauncherProcess> starting(PodFiles files) throws IOException {
        // Made just before the container: no process is looked for in vain while the Pod's images are pulled, say.
        Path container = files.container(LauncherNames.CONTAINER);
        Optional<Integer> user = user(files);
        if (user.isEmpty() || !Files.isDirectory(container)) {
            return Optional.empty();
        }
        Optional<Long> pid = files.sharedFileSystem()
                ? number(container.resolve("pid"))
                : ControlGroups.process(
                        files.pod().getMetadata().getUid(), LauncherNames.CONTAINER, LauncherNames.PROGRAM);
        return pid.map(found -> new LauncherProcess(found, user.get()));
    }

    private static Optional<Integer> user(PodFiles files) {
        return files.pod().getSpec().getContainers().stream()
                .filter(container -> LauncherNames.CONTAINER.equals(container.getName()))
                .map(Container::getSecurityContext)
                .flatMap(context ->
                        Optional.ofNullable(context)
                                .flatMap(known -> Optional.ofNullable(known.getRunAsUser()))
                                .stream())
                .map(Math::toIntExact)
                .findFirst();
    }

    /** The file appears whole. */
    private static Optional<Long> number(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(Long.parseLong(Files.readString(file).strip()))
                : Optional.empty();
    }
}
