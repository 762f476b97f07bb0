package dev.slipway.operator.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.machine.export.ExportAddress;
import dev.slipway.machine.export.ExportManifests;
import dev.slipway.machine.export.ExportNames;
import dev.slipway.machine.export.ExportedTemplate;
import dev.slipway.machine.export.ExporterPod;
import dev.slipway.machine.export.OciConfig;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.authority.ExportAuthority;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gives out what exports ask for, while nobody writes to it and until their time is over. */
public final class ExportReconciler implements Reconciler {
    private static final String SECRET_CREATED = "SecretCreated";
    private static final Duration LATER = Duration.ofSeconds(3);
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /** KubeVirt's {@code GenerateVMExportToken}. */
    private static final int TOKEN_LENGTH = 20;

    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;
    private final ExportAuthority authority;
    private final ExportSettings settings;
    private final SavedVolumes saved;
    private final ExportIngress ingress;
    private final SecureRandom random = new SecureRandom();

    /** Makes the reconciler. */
    public ExportReconciler(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            Events events,
            InstantSource clock,
            ExportAuthority authority,
            ExportSettings settings) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
        this.authority = authority;
        this.settings = settings;
        this.saved = new SavedVolumes(caches, writer);
        this.ingress = new ExportIngress(client, settings.namespace());
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return ExportScope.read(caches, key, clock.instant())
                .filter(scope -> scope.export().getMetadata().getDeletionTimestamp() == null)
                .map(this::look)
                .orElse(new Outcome.Done());
    }

    private Outcome look(ExportScope scope) {
        if (!scope.now().isBefore(scope.end())) {
            // What was made for it goes with it.
            writer.delete(scope.export(), Optional.empty());
            return new Outcome.Done();
        }
        ExportedSource source = switch (scope.reference().getKind() + "") {
            case "PersistentVolumeClaim" -> scope.claim();
            case "VirtualMachine" -> scope.machine();
            case "VirtualMachineSnapshot" -> saved.of(scope);
            case "VirtualMachineBackup" -> scope.backup();
            case "VirtualMachineTemplate" -> scope.template();
            default ->
                new ExportedSource(
                        List.of(),
                        false,
                        ExportedSource.Told.ready(
                                "Initializing",
                                "A " + scope.reference().getKind()
                                        + " cannot be exported by this version of Slipway; export its claims."),
                        Optional.empty(),
                        Optional.empty(),
                        false);
        };
        service(scope);
        List<ExportAddress> addresses = addresses(scope);
        Optional<Pod> pod = pod(scope, source, addresses);
        writer.status(scope.export(), scope.export().getStatus(), ExportStatus.of(scope, source, pod, addresses));
        Duration left = Duration.between(scope.now(), scope.end()).plusMillis(100);
        boolean waits = !source.available() || pod.isEmpty();
        return new Outcome.Again(waits && LATER.compareTo(left) < 0 ? LATER : left);
    }

    private List<ExportAddress> addresses(ExportScope scope) {
        List<ExportAddress> addresses = new ArrayList<>();
        addresses.add(
                ExportAddress.internal(ExportNames.service(scope.name()), scope.namespace(), authority.certificate()));
        settings.front()
                .or(ingress::find)
                .map(front ->
                        ExportAddress.external(front.host(), scope.namespace(), scope.name(), front.certificate()))
                .ifPresent(addresses::add);
        return addresses;
    }

    private void service(ExportScope scope) {
        String name = ExportNames.service(scope.name());
        if (client.services().inNamespace(scope.namespace()).withName(name).get() != null) {
            return;
        }
        Map<String, String> labels = new TreeMap<>(Copies.labels(scope.export()));
        labels.put("kubevirt.io", "virt-exporter");
        writer.createIfAbsent(new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(scope.namespace())
                .withLabels(labels)
                .withAnnotations(Copies.annotations(scope.export()))
                .withOwnerReferences(owner(scope))
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withName("export")
                .withProtocol("TCP")
                .withPort(443)
                .withNewTargetPort(8443)
                .endPort()
                .withSelector(Map.of(ExportNames.SERVICE_LABEL, ExportNames.label(scope.name())))
                .endSpec()
                .build());
        events.normal(scope.export(), "ServiceCreated", "Created service " + scope.namespace() + "/" + name);
    }

    /** Returns the exporter, if there is one that stays. */
    private Optional<Pod> pod(ExportScope scope, ExportedSource source, List<ExportAddress> addresses) {
        if (scope.pod().isPresent()) {
            Pod pod = scope.pod().get();
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                return Optional.empty();
            }
            if (!source.available()) {
                remove(scope, pod, "ExportPaused", source.waiting().message());
                return Optional.empty();
            }
            if (scope.isPodOver()) {
                remove(
                        scope,
                        pod,
                        "ExporterPodFailedOrCompleted",
                        "Exporter pod " + ObjectKey.of(pod) + " is in phase "
                                + pod.getStatus().getPhase());
            }
            return scope.pod();
        }
        if (source.isReady()) {
            make(scope, source, addresses);
        }
        return Optional.empty();
    }

    private void remove(ExportScope scope, Pod pod, String reason, String message) {
        events.warning(scope.export(), reason, message);
        writer.delete(pod, Optional.empty());
    }

    private void make(ExportScope scope, ExportedSource source, List<ExportAddress> addresses) {
        token(scope);
        authority.issue(
                scope.namespace(),
                ExportNames.certificate(scope.name()),
                ExportNames.service(scope.name()) + "." + scope.namespace() + ".svc",
                owner(scope));
        events.normal(scope.export(), SECRET_CREATED, "Created exporter pod secret");
        boolean machine = source.machine().isPresent();
        Optional<ObjectNode> expanded = machine ? Optional.of(expanded(scope)) : Optional.empty();
        Optional<OciConfig> archive = scope.hasArchive()
                ? expanded.map(OciConfig::ofMachine)
                        .or(() -> scope.storedTemplate()
                                .map(ExportedTemplate::new)
                                .map(ExportedTemplate::config))
                : Optional.empty();
        Map<String, String> files = new TreeMap<>(
                expanded.map(found -> ExportManifests.files(found, scope.name(), source.claims(), addresses))
                        .orElse(Map.of()));
        archive.ifPresent(config -> files.put(OciConfig.FILE, config.json()));
        if (!files.isEmpty()) {
            manifests(scope, files);
        }
        Instant longest = scope.now().plus(ExportAuthority.POD_LIFE);
        Pod pod = new ExporterPod(
                        scope.namespace(),
                        scope.name(),
                        owner(scope),
                        Copies.labels(scope.export()),
                        Copies.annotations(scope.export()),
                        scope.token(),
                        machine,
                        archive,
                        Timestamps.format(scope.end().isBefore(longest) ? scope.end() : longest),
                        settings.importer().image(),
                        settings.importer().imagePullPolicy())
                .of(source.claims(), source.backup());
        writer.createIfAbsent(pod);
        events.normal(scope.export(), "ExporterPodCreated", "Created exporter pod " + ObjectKey.of(pod));
    }

    private void token(ExportScope scope) {
        if (scope.export().getSpec().tokenSecretRef() != null) {
            return;
        }
        StringBuilder token = new StringBuilder();
        random.ints(TOKEN_LENGTH, 0, ALPHABET.length()).forEach(at -> token.append(ALPHABET.charAt(at)));
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withName(scope.token())
                .withNamespace(scope.namespace())
                .withOwnerReferences(owner(scope))
                .endMetadata()
                .withType("Opaque")
                .withData(Map.of(
                        ExportNames.TOKEN_KEY,
                        Base64.getEncoder().encodeToString(token.toString().getBytes(StandardCharsets.US_ASCII))))
                .build();
        try {
            writer.create(secret);
            events.normal(
                    scope.export(),
                    SECRET_CREATED,
                    "Created default secret " + scope.namespace() + "/" + scope.token());
        } catch (KubernetesClientException e) {
            // It is there already where an exporter was made before.
            if (!Refusals.isConflict(e)) {
                throw e;
            }
        }
    }

    /** The machine as it would run, of which nothing is read anew after it was exported. */
    private ObjectNode expanded(ExportScope scope) {
        return client.getKubernetesSerialization()
                .unmarshal(
                        client.raw(
                                "/apis/subresources.kubevirt.io/v1/namespaces/" + scope.namespace() + "/expand-vm-spec",
                                "PUT",
                                source(scope)),
                        ObjectNode.class);
    }

    private void manifests(ExportScope scope, Map<String, String> files) {
        String name = ExportNames.manifests(scope.name());
        Optional.ofNullable(client.configMaps()
                        .inNamespace(scope.namespace())
                        .withName(name)
                        .get())
                .ifPresent(old -> writer.delete(old, Optional.empty()));
        writer.createIfAbsent(new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(scope.namespace())
                .withOwnerReferences(owner(scope))
                .endMetadata()
                .withData(files)
                .build());
        events.normal(
                scope.export(),
                "DataManifestCreated",
                "Created exporter data manifest " + scope.namespace() + "/" + name);
    }

    private VirtualMachine source(ExportScope scope) {
        VirtualMachine given = new VirtualMachine();
        if (scope.reference().getKind().equals("VirtualMachine")) {
            VirtualMachine stored =
                    Caches.find(caches.machines(), scope.sourceKey()).orElseThrow();
            given.setMetadata(stored.getMetadata());
            given.setSpec(stored.getSpec());
            return given;
        }
        var content = Caches.find(caches.snapshots(), scope.sourceKey())
                .flatMap(snapshot -> saved.content(scope, snapshot))
                .orElseThrow();
        var kept = java.util.Objects.requireNonNull(content.getSpec().source()).virtualMachine();
        var machine = java.util.Objects.requireNonNull(kept);
        given.setMetadata(machine.metadata());
        given.setSpec(machine.spec());
        return given;
    }

    private static OwnerReference owner(ExportScope scope) {
        return Owners.controlling(scope.export());
    }
}
