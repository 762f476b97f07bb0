package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationSpecBuilder;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The migrations that the operator itself asks for, and those of others beside which they have to find a place. */
public final class OwnMigrations {
    /** KubeVirt's pause after a failure, which doubles with each. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private static final Duration CACHE_LAG = Duration.ofSeconds(10);

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;

    /** Those made that the cache has not shown yet, by their names, with the instance and the time. */
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    private record Made(String namespace, String instance, Instant at) {}

    /** Makes them through this writer, and tells of them on the instances. */
    public OwnMigrations(Caches caches, ObjectWriter writer, Events events, InstantSource clock) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What a migration is made for.
     *
     * @param prefix the start of its name
     * @param annotation the annotation that says so
     * @param value value of the annotation
     * @param priority its priority
     * @param labels further labels of it
     * @param words what the events say of it after its name
     */
    public record Purpose(
            String prefix,
            String annotation,
            String value,
            String priority,
            Map<String, String> labels,
            String words) {}

    /** Returns how many migrations have begun and are not over. */
    public int underWay() {
        return (int) caches.migrations().getIndexer().list().stream()
                .filter(migration -> phase(migration).isUnderWay())
                .count();
    }

    /** Returns the migrations that were asked for with this annotation and are not over. */
    public List<VirtualMachineInstanceMigration> unfinished(String annotation) {
        return caches.migrations().getIndexer().list().stream()
                .filter(migration -> !phase(migration).isFinal())
                .filter(migration -> Copies.annotations(migration).containsKey(annotation))
                .toList();
    }

    /** Returns {@code namespace/name} of the instances that a migration is asked for which is not over. */
    public List<String> movingInstances() {
        made.entrySet()
                .removeIf(one -> isKnown(one.getValue().namespace() + "/" + one.getKey())
                        || one.getValue().at().plus(CACHE_LAG).isBefore(clock.instant()));
        Stream<String> known = caches.migrations().getIndexer().list().stream()
                .filter(migration -> !phase(migration).isFinal())
                .map(migration -> migration.getMetadata().getNamespace() + "/"
                        + migration.getSpec().vmiName());
        return Stream.concat(known, made.values().stream().map(one -> one.namespace() + "/" + one.instance()))
                .distinct()
                .toList();
    }

    private boolean isKnown(String key) {
        return caches.migrations().getIndexer().getByKey(key) != null;
    }

    private static MigrationPhase phase(VirtualMachineInstanceMigration migration) {
        return MigrationPhase.of(
                migration.getStatus() == null ? null : migration.getStatus().phase());
    }

    /** Returns when a migration for that purpose may be tried again, after those of the instance that failed. */
    public Optional<Instant> notBefore(VirtualMachineInstance instance, String annotation) {
        List<VirtualMachineInstanceMigration> over = caches.migrations().getIndexer().list().stream()
                .filter(migration -> Objects.equals(
                                migration.getMetadata().getNamespace(),
                                instance.getMetadata().getNamespace())
                        && instance.getMetadata()
                                .getName()
                                .equals(migration.getSpec().vmiName()))
                .filter(migration -> Copies.annotations(migration).containsKey(annotation))
                .filter(migration -> phase(migration).isFinal())
                .sorted(Comparator.<VirtualMachineInstanceMigration, String>comparing(
                                migration -> migration.getMetadata().getCreationTimestamp())
                        .reversed())
                .toList();
        long failures = over.stream()
                .takeWhile(migration -> phase(migration) == MigrationPhase.FAILED)
                .count();
        return failures == 0
                ? Optional.empty()
                : ended(over.getFirst()).map(end -> end.plus(PAUSE.multipliedBy(1L << (failures - 1))));
    }

    private static Optional<Instant> ended(VirtualMachineInstanceMigration migration) {
        return Optional.ofNullable(migration.getStatus())
                .flatMap(status -> Optional.ofNullable(status.phaseTransitionTimestamps()))
                .filter(times -> !times.isEmpty())
                .flatMap(times -> Optional.ofNullable(times.getLast().phaseTransitionTimestamp()))
                .map(Instant::parse);
    }

    /** Asks for a migration; an instance whose migration is refused is told why. */
    public void ask(VirtualMachineInstance instance, Purpose purpose) {
        VirtualMachineInstanceMigration wanted = new VirtualMachineInstanceMigration();
        String namespace = instance.getMetadata().getNamespace();
        String name = instance.getMetadata().getName();
        wanted.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withGenerateName(purpose.prefix())
                .withAnnotations(Map.of(purpose.annotation(), purpose.value()))
                .withLabels(Map.of(KubeVirtNames.MIGRATION_VMI, name))
                .addToLabels(purpose.labels())
                .withFinalizers(KubeVirtNames.MIGRATION_FINALIZER)
                .build());
        wanted.setSpec(VirtualMachineInstanceMigrationSpecBuilder.builder()
                .vmiName(name)
                .priority(purpose.priority())
                .build());
        try {
            String migration = writer.create(wanted).getMetadata().getName();
            made.put(migration, new Made(namespace, name, clock.instant()));
            events.normal(instance, "SuccessfulCreate", "Created Migration " + migration + purpose.words());
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            events.warning(
                    instance,
                    "FailedCreate",
                    "Error creating a Migration" + purpose.words() + ": " + Refusals.sentence(e));
        }
    }
}
