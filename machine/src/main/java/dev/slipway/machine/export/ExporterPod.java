package dev.slipway.machine.export;

import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.pod.PodFacts;
import dev.slipway.machine.pod.Restricted;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Pod that gives the claims of an export out. Its environment is KubeVirt's, but for the manifests, which the operator writes
 * out (docs/contracts.md §5).
 *
 * @param namespace namespace of the export
 * @param name name of the export
 * @param owner the export
 * @param labels labels of the export, which the Pod gets, too
 * @param annotations its annotations
 * @param token the Secret with the token
 * @param machine whether there are manifests of a machine
 * @param archive what the archive of the OCI layout says of the source, if there is one
 * @param end when it ends by itself, RFC 3339
 * @param image image of importers
 * @param pullPolicy when a node fetches that image
 */
public record ExporterPod(
        String namespace,
        String name,
        OwnerReference owner,
        Map<String, String> labels,
        Map<String, String> annotations,
        String token,
        boolean machine,
        Optional<OciConfig> archive,
        String end,
        String image,
        String pullPolicy) {
    /** Port that the guest's node connects to. */
    public static final int TUNNEL_PORT = 8444;

    private static final int PORT = 8443;
    private static final String RUN = "/var/run/slipway";

    /**
     * Returns the Pod.
     *
     * @param backup the backup that is pulled through it, if that is the source
     */
    public Pod of(List<ExportedClaim> claims, Optional<ExportedBackup> backup) {
        ContainerBuilder container = container();
        PodSpecBuilder spec = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(1L)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withSecurityContext(Restricted.pod(PodFacts.runtimeDefault()));
        spec.addNewVolume()
                .withName("exporter-run")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume();
        secret(spec, container, "certificates", ExportNames.certificate(name), "/cert");
        secret(spec, container, "token", token, "/token");
        if (machine || archive.isPresent()) {
            spec.addNewVolume()
                    .withName("manifest-data")
                    .withNewConfigMap()
                    .withName(ExportNames.manifests(name))
                    .endConfigMap()
                    .endVolume();
            container
                    .addNewVolumeMount()
                    .withName("manifest-data")
                    .withMountPath("/manifest_data")
                    .withReadOnly(true)
                    .endVolumeMount();
            set(container, "EXPORT_MANIFESTS", "/manifest_data");
        }
        if (machine) {
            set(container, "EXPORT_VM_DEF_URI", "/manifests/all");
        }
        archive.ifPresent(config -> {
            set(container, "EXPORT_OCI_URI", OciConfig.PATH);
            set(container, "EXPORT_OCI_CONFIG", OciConfig.FILE);
            set(container, "EXPORT_OCI_ARTIFACT", config.artifact());
            set(container, "EXPORT_OCI_ARCHITECTURE", config.architecture());
        });
        for (int n = 0; n < claims.size(); n++) {
            claim(spec, container, n, claims.get(n));
        }
        backup.ifPresent(pulled -> backup(spec, container, pulled));
        Map<String, String> all = new TreeMap<>(labels);
        all.put(ExportNames.SERVICE_LABEL, ExportNames.label(name));
        return new PodBuilder()
                .withNewMetadata()
                .withName(ExportNames.pod(name))
                .withNamespace(namespace)
                .withLabels(all)
                .withAnnotations(annotations)
                .withOwnerReferences(owner)
                .endMetadata()
                .withSpec(spec.withContainers(container.build()).build())
                .build();
    }

    private ContainerBuilder container() {
        ContainerBuilder container = new ContainerBuilder()
                .withName("exporter")
                .withImage(image)
                .withImagePullPolicy(pullPolicy)
                .withCommand("/usr/bin/slipway-importer", "export")
                .withWorkingDir(RUN)
                .withTerminationMessagePath(RUN + "/termination")
                .withTerminationMessagePolicy("File")
                .addNewVolumeMount()
                .withName("exporter-run")
                .withMountPath(RUN)
                .endVolumeMount()
                .addNewPort()
                .withName("export")
                .withContainerPort(PORT)
                .withProtocol("TCP")
                .endPort()
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withNewPort(PORT)
                .endTcpSocket()
                .withInitialDelaySeconds(0)
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("60M")))
                .withLimits(Map.of("cpu", new Quantity("1"), "memory", new Quantity("600M")))
                .endResources()
                .withSecurityContext(Restricted.container());
        set(container, "SLIPWAY_RUN", RUN);
        set(container, "SLIPWAY_TERMINATION", RUN + "/termination");
        set(container, "EXPORT_NAME", name);
        set(container, "CERT_FILE", "/cert/tls.crt");
        set(container, "KEY_FILE", "/cert/tls.key");
        set(container, "TOKEN_FILE", "/token/" + ExportNames.TOKEN_KEY);
        set(container, "DEADLINE", end);
        set(container, "EXPORT_SECRET_DEF_URI", "/manifests/secret");
        return container;
    }

    private static void secret(
            PodSpecBuilder spec, ContainerBuilder container, String volume, String secret, String path) {
        spec.addNewVolume()
                .withName(volume)
                .withNewSecret()
                .withSecretName(secret)
                .endSecret()
                .endVolume();
        container
                .addNewVolumeMount()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .endVolumeMount();
    }

    private static void claim(PodSpecBuilder spec, ContainerBuilder container, int n, ExportedClaim claim) {
        String volume = ExportNames.volume(claim.name());
        String place = (claim.isBlock() ? "/dev/export-volumes/" : "/export-volumes/") + volume;
        spec.addNewVolume()
                .withName(volume)
                .withNewPersistentVolumeClaim(claim.name(), null)
                .endVolume();
        if (claim.isBlock()) {
            container.addNewVolumeDevice(place, volume);
        } else {
            container
                    .addNewVolumeMount()
                    .withName(volume)
                    .withMountPath(place)
                    .withReadOnly(true)
                    .endVolumeMount();
        }
        String prefix = "VOLUME" + n + "_EXPORT_";
        set(container, prefix + "PATH", place);
        set(container, prefix + "NAME", claim.shown());
        if (claim.disk()) {
            set(container, prefix + "RAW_URI", claim.path("disk.img"));
            set(container, prefix + "RAW_GZIP_URI", claim.gzip());
        } else {
            set(container, prefix + "ARCHIVE_URI", claim.path("disk.tar.gz"));
            set(container, prefix + "DIR_URI", claim.path("dir/"));
        }
    }

    /** Near to the guest, so that its disks need not cross the network twice. */
    private static void backup(PodSpecBuilder spec, ContainerBuilder container, ExportedBackup backup) {
        for (int n = 0; n < backup.volumes().size(); n++) {
            String volume = backup.volumes().get(n);
            set(container, "BACKUP" + n + "_BACKUP_PATH", volume);
            set(container, "BACKUP" + n + "_DATA_URI", ExportedBackup.data(volume));
            set(container, "BACKUP" + n + "_MAP_URI", ExportedBackup.map(volume));
        }
        set(container, "BACKUP_UID", backup.uid());
        set(container, "BACKUP_TYPE", backup.type());
        backup.checkpoint().ifPresent(checkpoint -> set(container, "BACKUP_CHECKPOINT", checkpoint));
        container
                .addNewPort()
                .withName("tunnel")
                .withContainerPort(TUNNEL_PORT)
                .withProtocol("TCP")
                .endPort();
        backup.instance()
                .ifPresent(uid -> spec.withNewAffinity()
                        .withNewPodAffinity()
                        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                        .withWeight(100)
                        .withNewPodAffinityTerm()
                        .withNewLabelSelector()
                        .addToMatchLabels(KubeVirtNames.CREATED_BY, uid)
                        .endLabelSelector()
                        .withTopologyKey("kubernetes.io/hostname")
                        .endPodAffinityTerm()
                        .endPreferredDuringSchedulingIgnoredDuringExecution()
                        .endPodAffinity()
                        .endAffinity());
    }

    private static void set(ContainerBuilder container, String name, String value) {
        container.addToEnv(new EnvVarBuilder().withName(name).withValue(value).build());
    }
}
