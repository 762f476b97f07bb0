package dev.slipway.standalone.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the volumes of a Pod on this machine before it starts. Removing them is removing the Pod's directory. */
final class PodVolumes {
    /** The Pod cannot start (yet); the message says why. */
    static final class NotReady extends Exception {
        private static final long serialVersionUID = 1L;

        NotReady(String message) {
            super(message);
        }
    }

    private final KubernetesClient client;
    private final boolean root;

    PodVolumes(KubernetesClient client, boolean root) {
        this.client = client;
        this.root = root;
    }

    /** Returns whether what is in the Pod's volumes may change while it runs. */
    static boolean changes(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .anyMatch(volume ->
                        volume.getSecret() != null || volume.getConfigMap() != null || volume.getProjected() != null);
    }

    /** Returns the Pod's volumes in the order of its spec; makes those that are not there. */
    List<MountedVolume> mount(Pod pod, PodDirectory directory) throws IOException, NotReady {
        List<MountedVolume> mounted = new ArrayList<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            mounted.add(new MountedVolume(volume.getName(), mount(pod, volume, directory)));
        }
        return mounted;
    }

    private Path mount(Pod pod, Volume volume, PodDirectory directory) throws IOException, NotReady {
        if (volume.getEmptyDir() != null) {
            return owned(pod, directory.volume("empty-dir", volume.getName()));
        }
        if (volume.getPersistentVolumeClaim() != null) {
            return claim(pod, volume, directory);
        }
        if (volume.getHostPath() != null) {
            return hostPath(volume.getHostPath());
        }
        if (volume.getSecret() != null) {
            return secret(pod, volume, directory);
        }
        if (volume.getConfigMap() != null) {
            return configMap(pod, volume, directory);
        }
        if (volume.getDownwardAPI() != null) {
            return downward(pod, volume, directory);
        }
        if (volume.getProjected() != null) {
            return projected(pod, volume, directory);
        }
        throw new NotReady(
                "Volume " + volume.getName() + " has a source that standalone does not offer; it offers"
                        + " emptyDir, persistentVolumeClaim, hostPath, secret, configMap, downwardAPI, and secrets and configMaps in projected.");
    }

    /** As the kubelet has it: of the types only those of directories are looked at, which are all that Slipway's Pods name. */
    private static Path hostPath(HostPathVolumeSource source) throws IOException, NotReady {
        Path path = Path.of(source.getPath());
        String type = source.getType();
        if ("DirectoryOrCreate".equals(type)) {
            return Files.createDirectories(path);
        }
        if ("Directory".equals(type) && !Files.isDirectory(path)) {
            throw new NotReady("hostPath type check failed: " + path + " is not a directory");
        }
        return path;
    }

    private Path claim(Pod pod, Volume volume, PodDirectory directory) throws IOException, NotReady {
        String namespace = pod.getMetadata().getNamespace();
        String name = volume.getPersistentVolumeClaim().getClaimName();
        PersistentVolumeClaim claim = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (claim == null) {
            throw new NotReady("persistentvolumeclaim \"" + name + "\" not found");
        }
        String volumeName = claim.getSpec().getVolumeName();
        PersistentVolume persistent = volumeName == null
                ? null
                : client.persistentVolumes().withName(volumeName).get();
        if (persistent == null || persistent.getSpec().getLocal() == null) {
            throw new NotReady("persistentvolumeclaim \"" + name + "\" is not bound to a volume of this machine");
        }
        Path source = Path.of(persistent.getSpec().getLocal().getPath());
        if (!Files.isDirectory(source)) {
            throw new NotReady("the directory of persistentvolume \"" + volumeName + "\" is gone: " + source);
        }
        own(pod, source);
        Path link = directory.volume("local-volume", volumeName);
        Files.createDirectories(link.getParent());
        if (!Files.isSymbolicLink(link)) {
            Files.createSymbolicLink(link, source);
        }
        return link;
    }

    private Path secret(Pod pod, Volume volume, PodDirectory directory) throws IOException, NotReady {
        SecretVolumeSource source = volume.getSecret();
        Path target = directory.volume("secret", volume.getName());
        Map<String, byte[]> files = secret(pod, source.getSecretName(), isKept(target, source.getOptional()));
        return project(pod, target, chosen(files, source.getItems()));
    }

    private Map<String, byte[]> secret(Pod pod, String name, @Nullable Boolean optional) throws NotReady {
        Secret secret = client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (secret == null && !Boolean.TRUE.equals(optional)) {
            throw new NotReady("secret \"" + name + "\" not found");
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (secret != null) {
            Optional.ofNullable(secret.getData())
                    .orElse(Map.of())
                    .forEach((key, value) -> files.put(key, Base64.getDecoder().decode(value)));
        }
        return files;
    }

    private Path configMap(Pod pod, Volume volume, PodDirectory directory) throws IOException, NotReady {
        ConfigMapVolumeSource source = volume.getConfigMap();
        Path target = directory.volume("configmap", volume.getName());
        Map<String, byte[]> files = configMap(pod, source.getName(), isKept(target, source.getOptional()));
        return project(pod, target, chosen(files, source.getItems()));
    }

    /** Whether the Pod goes without it if it is gone: what has been put there once stays, as with a kubelet. */
    private static boolean isKept(Path target, @Nullable Boolean optional) {
        return Boolean.TRUE.equals(optional) || Files.isDirectory(target);
    }

    private Map<String, byte[]> configMap(Pod pod, String name, @Nullable Boolean optional) throws NotReady {
        ConfigMap map = client.configMaps()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (map == null && !Boolean.TRUE.equals(optional)) {
            throw new NotReady("configmap \"" + name + "\" not found");
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (map != null) {
            Optional.ofNullable(map.getData())
                    .orElse(Map.of())
                    .forEach((key, value) -> files.put(key, value.getBytes(UTF_8)));
            Optional.ofNullable(map.getBinaryData())
                    .orElse(Map.of())
                    .forEach((key, value) -> files.put(key, Base64.getDecoder().decode(value)));
        }
        return files;
    }

    /** Several sources in one directory; of files with one name the last stays, as with a kubelet. */
    private Path projected(Pod pod, Volume volume, PodDirectory directory) throws IOException, NotReady {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (VolumeProjection source : volume.getProjected().getSources()) {
            if (source.getSecret() != null) {
                Map<String, byte[]> found = secret(
                        pod, source.getSecret().getName(), source.getSecret().getOptional());
                files.putAll(chosen(found, source.getSecret().getItems()));
            } else if (source.getConfigMap() != null) {
                Map<String, byte[]> found = configMap(
                        pod,
                        source.getConfigMap().getName(),
                        source.getConfigMap().getOptional());
                files.putAll(chosen(found, source.getConfigMap().getItems()));
            } else {
                throw new NotReady(
                        "Volume " + volume.getName()
                                + " is projected from a source that standalone does not offer; it offers secret and configMap.");
            }
        }
        return project(pod, directory.volume("projected", volume.getName()), files);
    }

    private Path downward(Pod pod, Volume volume, PodDirectory directory) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        volume.getDownwardAPI().getItems().stream()
                .filter(item -> item.getFieldRef() != null)
                .forEach(item -> files.put(
                        item.getPath(),
                        metadata(pod, item.getFieldRef().getFieldPath()).getBytes(UTF_8)));
        return project(pod, directory.volume("downward-api", volume.getName()), files);
    }

    private static String metadata(Pod pod, String field) {
        return switch (field) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "metadata.labels" -> lines(pod.getMetadata().getLabels());
            case "metadata.annotations" -> lines(pod.getMetadata().getAnnotations());
            default -> "";
        };
    }

    private static String lines(Map<String, String> entries) {
        return Objects.requireNonNullElse(entries, Map.<String, String>of()).entrySet().stream()
                .map(entry -> entry.getKey() + "=\"" + entry.getValue() + "\"")
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /** Returns those files that {@code items} name, under their paths; all if it names none. */
    private static Map<String, byte[]> chosen(Map<String, byte[]> files, List<KeyToPath> items) {
        if (items.isEmpty()) {
            return files;
        }
        Map<String, byte[]> wanted = new LinkedHashMap<>();
        for (KeyToPath item : items) {
            if (files.containsKey(item.getKey())) {
                wanted.put(item.getPath(), Objects.requireNonNull(files.get(item.getKey())));
            }
        }
        return wanted;
    }

    /** Writes {@code files} below {@code target}. One that is right already is left alone: somebody may be reading it. */
    private Path project(Pod pod, Path target, Map<String, byte[]> files) throws IOException {
        Files.createDirectories(target);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = target.resolve(file.getKey()).normalize();
            if (!path.startsWith(target)) {
                throw new IOException("the key " + file.getKey() + " leads out of its volume");
            }
            Files.createDirectories(path.getParent());
            if (!Files.exists(path) || !Arrays.equals(Files.readAllBytes(path), file.getValue())) {
                Files.write(path, file.getValue());
            }
            own(pod, path);
        }
        return owned(pod, target);
    }

    private Path owned(Pod pod, Path directory) throws IOException {
        Files.createDirectories(directory);
        own(pod, directory);
        return directory;
    }

    /** Gives a file or directory to the group of the Pod (fsGroup), as a kubelet does. */
    private void own(Pod pod, Path path) throws IOException {
        var context = pod.getSpec().getSecurityContext();
        if (!root || context == null || context.getFsGroup() == null) {
            return;
        }
        Files.setAttribute(path, "unix:gid", context.getFsGroup().intValue());
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxrwx---" : "rw-rw----"));
    }
}
