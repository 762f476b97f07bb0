package dev.slipway.standalone.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The process that stands for one container.
 *
 * @param arguments program and arguments
 * @param environment the whole environment
 * @param terminationMessage the file on this machine that the container writes its last words to
 */
record ContainerCommand(List<String> arguments, Map<String, String> environment, Path terminationMessage) {
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\(([^()]*)\\)|\\$)");

    ContainerCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /**
     * Returns the process for {@code container}.
     *
     * @param image what stands for the container's image
     * @param volumes the Pod's volumes on this machine
     * @param directory where the container keeps what no volume holds
     * @param netns network namespace to enter, if the Pod has its own
     * @param root whether the user of the Pod's security context is taken on
     * @param podIp the Pod's address, may be empty
     */
    static ContainerCommand of(
            Pod pod,
            Container container,
            LocalImage image,
            List<MountedVolume> volumes,
            Path directory,
            Optional<Path> netns,
            boolean root,
            String podIp) {
        Map<String, String> mounts = mounts(container, volumes);
        List<String> arguments = new ArrayList<>();
        netns.ifPresent(path -> arguments.addAll(List.of("nsenter", "--net=" + path, "--")));
        if (root) {
            arguments.addAll(asUser(pod, container));
        }
        commandLine(container, image).map(text -> onThisMachine(text, mounts)).forEach(arguments::add);
        String messagePath = Objects.requireNonNullElse(container.getTerminationMessagePath(), "/dev/termination-log");
        String message = onThisMachine(messagePath, mounts);
        Path terminationMessage = message.equals(messagePath) ? directory.resolve("termination") : Path.of(message);
        return new ContainerCommand(
                arguments, environment(pod, container, image, mounts, podIp, terminationMessage), terminationMessage);
    }

    /** Host directories by mount path, the longest path first, so that the innermost mount wins. */
    private static Map<String, String> mounts(Container container, List<MountedVolume> volumes) {
        Map<String, String> mounts = new LinkedHashMap<>();
        container.getVolumeMounts().stream()
                .sorted(Comparator.comparingInt(
                        (VolumeMount mount) -> -mount.getMountPath().length()))
                .forEach(mount -> volumes.stream()
                        .filter(volume -> volume.name().equals(mount.getName()))
                        .findFirst()
                        .ifPresent(volume -> mounts.put(
                                mount.getMountPath(),
                                mount.getSubPath() == null
                                        ? volume.path().toString()
                                        : volume.path()
                                                .resolve(mount.getSubPath())
                                                .toString())));
        return mounts;
    }

    private static String onThisMachine(String text, Map<String, String> mounts) {
        return mounts.entrySet().stream()
                .filter(mount -> text.equals(mount.getKey()) || text.startsWith(mount.getKey() + "/"))
                .findFirst()
                .map(mount -> mount.getValue() + text.substring(mount.getKey().length()))
                .orElse(text);
    }

    private static Stream<String> commandLine(Container container, LocalImage image) {
        List<String> command = container.getCommand();
        boolean entrypoint = command.isEmpty() || command.getFirst().equals(image.entrypoint());
        List<String> program = entrypoint ? image.program() : List.of(command.getFirst());
        return Stream.of(program, command.stream().skip(1).toList(), container.getArgs())
                .flatMap(List::stream);
    }

    private static List<String> asUser(Pod pod, Container container) {
        SecurityContext own = container.getSecurityContext();
        PodSecurityContext shared = pod.getSpec().getSecurityContext();
        Long user = own != null && own.getRunAsUser() != null
                ? own.getRunAsUser()
                : shared == null ? null : shared.getRunAsUser();
        if (user == null) {
            return List.of("setpriv", "--no-new-privs", "--");
        }
        Long group = own != null && own.getRunAsGroup() != null
                ? own.getRunAsGroup()
                : shared == null ? null : shared.getRunAsGroup();
        return List.of(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + (group == null ? user : group),
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs",
                "--");
    }

    private static Map<String, String> environment(
            Pod pod,
            Container container,
            LocalImage image,
            Map<String, String> mounts,
            String podIp,
            Path terminationMessage) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("HOME", "/nonexistent");
        environment.put("LANG", "C.UTF-8");
        environment.put("HOSTNAME", pod.getMetadata().getName());
        environment.put("SLIPWAY_TERMINATION", terminationMessage.toString());
        environment.put("POD_IP", podIp);
        environment.putAll(image.environment());
        for (EnvVar variable : container.getEnv()) {
            String value = onThisMachine(value(pod, variable, podIp), mounts);
            environment.put(variable.getName(), variable.getValueFrom() == null ? expanded(value, environment) : value);
        }
        return environment;
    }

    /**
     * Puts the values of variables in the place of {@code $(NAME)}; {@code $$} is one {@code $}, and a name that is not
     * known stays as it is (Kubernetes: Dependent Environment Variables).
     */
    private static String expanded(String text, Map<String, String> known) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null ? "$" : known.getOrDefault(found.group(1), found.group())));
    }

    private static String value(Pod pod, EnvVar variable, String podIp) {
        if (variable.getValueFrom() == null || variable.getValueFrom().getFieldRef() == null) {
            return Objects.requireNonNullElse(variable.getValue(), "");
        }
        return switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "status.podIP" -> podIp;
            default -> "";
        };
    }
}
