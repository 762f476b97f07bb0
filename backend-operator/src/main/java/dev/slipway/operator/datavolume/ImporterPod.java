package dev.slipway.operator.datavolume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.pod.PodFacts;
import dev.slipway.machine.pod.Restricted;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Pod that fills a claim; what it holds is agreed in {@code docs/contracts.md} §5. */
public final class ImporterPod {
    /** Name of its container. */
    static final String CONTAINER = "importer";

    /** Port on which a Pod listens that takes an upload or serves a disk. */
    static final int UPLOAD_PORT = 8443;

    private static final String RUN = "/var/run/slipway";
    private static final String DATA = "/data";
    private static final String DEVICE = "/dev/cdi-block-volume";
    private static final String SECRET = "/var/run/slipway-secret";
    private static final String HEADERS = "/var/run/slipway-headers";
    private static final String AUTHORITIES = "/var/run/slipway-ca";
    private static final String PROXY_AUTHORITIES = "/var/run/slipway-proxy-ca";
    private static final String TLS = "/var/run/slipway-tls";
    private static final String SOURCE = "/source";
    private static final String SOURCE_DEVICE = "/dev/slipway-source";
    private static final long GRACE = 10;

    /** Label of what a Pod is there for. */
    private static final String KIND = "cdi.kubevirt.io";

    private static final String UPLOAD_SERVER = "cdi-upload-server";

    /** Time after which a look at a source has failed, since it was begun on a node. */
    static final Duration LONGEST_LOOK = Duration.ofMinutes(10);

    private final DataVolume volume;
    private final String verb;
    private final List<io.fabric8.kubernetes.api.model.Volume> volumes = new ArrayList<>();
    private final List<VolumeMount> mounts = new ArrayList<>();
    private final List<VolumeDevice> devices = new ArrayList<>();
    private final List<EnvVar> environment = new ArrayList<>();

    private ImporterPod(DataVolume volume, String verb) {
        this.volume = volume;
        this.verb = verb;
    }

    /**
     * Returns the Pod that fills a claim.
     *
     * @param source the claim that is cloned, if it is a clone
     * @param consumer the instance that waits for the volume, whose wishes for a node count; nothing if none does
     */
    static Pod of(
            DataVolume volume,
            PersistentVolumeClaim claim,
            DataVolumeDecision.MakePod make,
            ImporterSettings settings,
            Optional<CloneSource> source,
            Optional<VirtualMachineInstance> consumer) {
        Filling filling = make.filling();
        ImporterPod pod = new ImporterPod(volume, filling.verb());
        pod.disk("disk", claim, DATA, DEVICE, false);
        pod.runDirectory();
        pod.inputs(filling, claim, source);
        if (filling.isFetched()) {
            pod.proxy(settings, claim.getMetadata().getName());
        }
        pod.request(ImporterRequest.source(filling, source, settings), make.size(), settings);
        Map<String, String> labels = new TreeMap<>(FilledClaim.commonLabels());
        labels.put(KIND, filling instanceof Filling.Upload ? UPLOAD_SERVER : "importer");
        labels.put(DataVolumeNames.CLAIM, claim.getMetadata().getUid());
        // The machine's own loopback addresses are reached from its own network only.
        boolean hostNetwork = settings.loopbackSources() && filling.isFetched();
        return new PodBuilder()
                .withNewMetadata()
                .withName(DataVolumeNames.pod(claim.getMetadata().getName(), filling))
                .withNamespace(volume.getMetadata().getNamespace())
                .withLabels(labels)
                .withOwnerReferences(FilledClaim.owner(AnnotatedClaim.standsFor(volume, claim) ? claim : volume))
                .endMetadata()
                .withSpec(pod.spec(settings, hostNetwork, consumer.map(VirtualMachineInstance::getSpec)))
                .build();
    }

    /**
     * Returns the Pod that looks which content a source has now.
     *
     * @param volume names the source, and whose account and priority the Pod has
     */
    public static Pod polling(DataVolume volume, ObjectMeta metadata, ImporterSettings settings) {
        Filling filling = Filling.of(volume).filter(Filling::isFetched).orElseThrow();
        ImporterPod pod = new ImporterPod(volume, "poll");
        pod.runDirectory();
        pod.secrets(filling);
        pod.proxy(settings, metadata.getName());
        pod.request(ImporterRequest.source(filling, Optional.empty(), settings), new DiskSize(1, 1, false), settings);
        return new PodBuilder()
                .withMetadata(metadata)
                .withSpec(new PodSpecBuilder(pod.spec(settings, settings.loopbackSources(), Optional.empty()))
                        .withActiveDeadlineSeconds(LONGEST_LOOK.toSeconds())
                        .build())
                .build();
    }

    /** Returns whether a Pod was made to take an upload. */
    static boolean takesUpload(Pod pod) {
        return UPLOAD_SERVER.equals(Copies.labels(pod).get(KIND));
    }

    /** Returns the Pod that serves the claim of another namespace to a clone. */
    static Pod serving(DataVolume clone, CloneSource source, ImporterSettings settings) {
        ImporterPod pod = new ImporterPod(clone, "serve");
        PersistentVolumeClaim claim = source.claim().orElseThrow();
        pod.disk("source", claim, SOURCE, SOURCE_DEVICE, true);
        pod.runDirectory();
        pod.secret("tls", DataVolumeNames.cloneSecret(clone), TLS, "SLIPWAY_TLS_DIR");
        pod.request(ImporterRequest.serving(claim), new DiskSize(1, 1, false), settings);
        Map<String, String> labels = new TreeMap<>(FilledClaim.commonLabels());
        labels.put(KIND, "cdi-clone-source");
        return new PodBuilder()
                .withNewMetadata()
                .withName(DataVolumeNames.sourcePod(clone))
                .withNamespace(source.key().namespace())
                .withLabels(labels)
                .withAnnotations(
                        Map.of(DataVolumeNames.OWNED_BY, ObjectKey.of(clone).toString()))
                .endMetadata()
                .withSpec(new PodSpecBuilder(pod.spec(settings, false, Optional.empty()))
                        // These are of the clone's namespace.
                        .withServiceAccountName(null)
                        .withPriorityClassName(null)
                        .build())
                .build();
    }

    private PodSpec spec(
            ImporterSettings settings, boolean hostNetwork, Optional<VirtualMachineInstanceSpec> consumer) {
        PodSpecBuilder spec = new PodSpecBuilder()
                .withContainers(container(settings))
                .withVolumes(volumes)
                // One try a Pod: whether there is another, the operator decides by the reason.
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(GRACE)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withHostNetwork(hostNetwork ? true : null)
                .withServiceAccountName(volume.getSpec().serviceAccountName())
                .withPriorityClassName(volume.getSpec().priorityClassName())
                .withImagePullSecrets(Optional.ofNullable(settings.config().imagePullSecrets())
                        .orElse(List.of()))
                .withSecurityContext(Restricted.pod(PodFacts.runtimeDefault()));
        consumer.ifPresent(wishes -> spec.withNodeSelector(wishes.nodeSelector())
                .withAffinity(wishes.affinity())
                .withTolerations(Optional.ofNullable(wishes.tolerations()).orElse(List.of())));
        return spec.build();
    }

    /** Mounts a claim, or gives it as a device if that is what it is. */
    private void disk(String name, PersistentVolumeClaim claim, String path, String device, boolean readOnly) {
        volumes.add(new io.fabric8.kubernetes.api.model.VolumeBuilder()
                .withName(name)
                .withNewPersistentVolumeClaim(claim.getMetadata().getName(), readOnly ? true : null)
                .build());
        if ("Block".equals(claim.getSpec().getVolumeMode())) {
            devices.add(new VolumeDevice(device, name));
        } else {
            mount(name, path, readOnly);
        }
    }

    private Container container(ImporterSettings settings) {
        ContainerBuilder container = new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(settings.image())
                .withImagePullPolicy(settings.imagePullPolicy())
                .withCommand("/usr/bin/slipway-importer", verb)
                .withWorkingDir(RUN)
                .withEnv(environment)
                .withVolumeMounts(mounts)
                .withVolumeDevices(devices)
                .withTerminationMessagePath(RUN + "/termination")
                .withTerminationMessagePolicy("File")
                .withResources(settings.resources())
                .withSecurityContext(Restricted.container());
        return verb.equals("upload") || verb.equals("serve")
                ? listening(container).build()
                : container.build();
    }

    private static ContainerBuilder listening(ContainerBuilder container) {
        return container
                .addNewPort()
                .withName("upload")
                .withContainerPort(UPLOAD_PORT)
                .withProtocol("TCP")
                .endPort()
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withNewPort(UPLOAD_PORT)
                .endTcpSocket()
                .withInitialDelaySeconds(0)
                .withPeriodSeconds(1)
                .endReadinessProbe();
    }

    private void runDirectory() {
        volumes.add(new io.fabric8.kubernetes.api.model.VolumeBuilder()
                .withName("run")
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        mount("run", RUN, false);
        environment("SLIPWAY_RUN", RUN);
        environment("SLIPWAY_DATA", DATA);
        environment("SLIPWAY_DEVICE", DEVICE);
        environment("SLIPWAY_SOURCE", SOURCE);
        environment("SLIPWAY_SOURCE_DEVICE", SOURCE_DEVICE);
        environment("SLIPWAY_TERMINATION", RUN + "/termination");
    }

    private void inputs(Filling filling, PersistentVolumeClaim claim, Optional<CloneSource> source) {
        switch (filling) {
            case Filling.Http _, Filling.Registry _, Filling.Bucket _ -> secrets(filling);
            case Filling.Upload _ -> secret("tls", DataVolumeNames.uploadSecret(claim), TLS, "SLIPWAY_TLS_DIR");
            case Filling.Clone _ -> {
                CloneSource from = source.orElseThrow();
                if (from.server().isPresent()) {
                    secret("tls", DataVolumeNames.cloneSecret(volume), TLS, "SLIPWAY_TLS_DIR");
                } else {
                    disk("source", from.claim().orElseThrow(), SOURCE, SOURCE_DEVICE, true);
                }
            }
            case Filling.Blank _, Filling.Restore _ -> {}
        }
    }

    private void secrets(Filling filling) {
        if (filling instanceof Filling.Http http) {
            known(http.source().secretRef(), http.source().certConfigMap());
            headers(Optional.ofNullable(http.source().secretExtraHeaders()).orElse(List.of()));
        } else if (filling instanceof Filling.Registry image) {
            known(image.source().secretRef(), image.source().certConfigMap());
        } else if (filling instanceof Filling.Bucket bucket) {
            known(bucket.secretRef(), bucket.certConfigMap());
        }
    }

    /** Mounts who we are, and whom we believe. */
    private void known(@Nullable String secret, @Nullable String authorities) {
        ImporterRequest.given(secret).ifPresent(name -> secret("secret", name, SECRET, "SLIPWAY_SECRET_DIR"));
        ImporterRequest.given(authorities).ifPresent(name -> configMap("ca", name, AUTHORITIES, "SLIPWAY_CA_DIR"));
    }

    /** Says through which proxy what comes from outside is fetched, in the variables that CDI's importer has. */
    private void proxy(ImporterSettings settings, String subject) {
        settings.proxy().ifPresent(proxy -> {
            ImporterRequest.given(proxy.httpProxy())
                    .ifPresent(address -> environment("http_proxy", ImporterRequest.plain(address)));
            ImporterRequest.given(proxy.httpsProxy())
                    .ifPresent(address -> environment("https_proxy", ImporterRequest.plain(address)));
            ImporterRequest.given(proxy.noProxy())
                    .ifPresent(exceptions -> environment("no_proxy", ImporterRequest.plain(exceptions)));
        });
        settings.proxyAuthorities()
                .ifPresent(_ -> configMap(
                        "proxy-ca",
                        DataVolumeNames.proxyAuthorities(subject),
                        PROXY_AUTHORITIES,
                        "SLIPWAY_PROXY_CA_DIR"));
    }

    private void configMap(String name, String configMap, String path, String variable) {
        volumes.add(new io.fabric8.kubernetes.api.model.VolumeBuilder()
                .withName(name)
                .withNewConfigMap()
                .withName(configMap)
                .endConfigMap()
                .build());
        mount(name, path, true);
        environment(variable, path);
    }

    private void headers(List<String> headers) {
        if (!headers.isEmpty()) {
            volumes.add(new io.fabric8.kubernetes.api.model.VolumeBuilder()
                    .withName("headers")
                    .withNewProjected()
                    .withSources(headers.stream().map(ImporterPod::projected).toList())
                    .endProjected()
                    .build());
            mount("headers", HEADERS, true);
            environment("SLIPWAY_HEADERS_DIR", HEADERS);
        }
    }

    private static io.fabric8.kubernetes.api.model.VolumeProjection projected(String secret) {
        return new io.fabric8.kubernetes.api.model.VolumeProjectionBuilder()
                .withNewSecret()
                .withName(secret)
                .endSecret()
                .build();
    }

    private void secret(String name, String secret, String path, String variable) {
        volumes.add(new io.fabric8.kubernetes.api.model.VolumeBuilder()
                .withName(name)
                .withNewSecret()
                .withSecretName(secret)
                .endSecret()
                .build());
        mount(name, path, true);
        environment(variable, path);
    }

    private void mount(String name, String path, boolean readOnly) {
        mounts.add(new io.fabric8.kubernetes.api.model.VolumeMountBuilder()
                .withName(name)
                .withMountPath(path)
                .withReadOnly(readOnly ? Boolean.TRUE : null)
                .build());
    }

    private void environment(String name, @Nullable String value) {
        environment.add(new EnvVarBuilder().withName(name).withValue(value).build());
    }

    private void request(ObjectNode source, DiskSize size, ImporterSettings settings) {
        if (settings.loopbackSources()) {
            environment("SLIPWAY_LOOPBACK_SOURCES", "allowed");
        }
        environment("SLIPWAY_IMPORT", ImporterRequest.of(volume, source, size, settings));
    }
}
