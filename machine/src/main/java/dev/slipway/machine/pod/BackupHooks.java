package dev.slipway.machine.pod;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The annotations by which Velero has a guest's file systems at rest while it saves the volumes of a launcher Pod: it runs
 * their commands in the launcher's container. Source: KubeVirt v1.9.0, {@code pkg/storage/pod/annotations}.
 */
final class BackupHooks {
    /** All annotations that may be there. */
    static final Set<String> KEYS = Set.of(
            "pre.hook.backup.velero.io/container",
            "pre.hook.backup.velero.io/command",
            "pre.hook.backup.velero.io/timeout",
            "post.hook.backup.velero.io/container",
            "post.hook.backup.velero.io/command");

    private static final String SKIP = "kubevirt.io/skip-backup-hooks";

    /** What Go reads as true. */
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    private static final String PROGRAM = "/usr/bin/virt-freezer";

    private BackupHooks() {}

    static Map<String, String> annotations(ObjectMeta instance) {
        boolean skipped = Optional.ofNullable(instance.getAnnotations())
                .map(all -> all.get(SKIP))
                .filter(TRUE::contains)
                .isPresent();
        Map<String, String> annotations = new TreeMap<>();
        if (!skipped) {
            annotations.put("pre.hook.backup.velero.io/container", LauncherNames.CONTAINER);
            annotations.put("pre.hook.backup.velero.io/command", command("--freeze", instance));
            annotations.put("pre.hook.backup.velero.io/timeout", "60s");
            annotations.put("post.hook.backup.velero.io/container", LauncherNames.CONTAINER);
            annotations.put("post.hook.backup.velero.io/command", command("--unfreeze", instance));
        }
        return annotations;
    }

    /** A list in JSON; names of Kubernetes need no escapes. */
    private static String command(String what, ObjectMeta instance) {
        return "[\"%s\", \"%s\", \"--name\", \"%s\", \"--namespace\", \"%s\"]"
                .formatted(PROGRAM, what, instance.getName(), instance.getNamespace());
    }
}
