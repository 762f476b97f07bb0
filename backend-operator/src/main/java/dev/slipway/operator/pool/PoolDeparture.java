package dev.slipway.operator.pool;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.given.Given;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.UsedClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a machine leaves its pool: with its disks, or leaving them for the next machine of its name. */
final class PoolDeparture {
    private final KubernetesClient client;
    private final ObjectWriter writer;

    PoolDeparture(KubernetesClient client, ObjectWriter writer) {
        this.client = client;
        this.writer = writer;
    }

    /** Lets a machine go that is being deleted. */
    void letGo(VirtualMachine machine, boolean keepDisks) {
        freeDisks(machine, keepDisks);
        release(writer, machine);
    }

    /** Lets the disks of a machine that is being deleted outlive it, if they are to be kept; the machine itself stays held. */
    void freeDisks(VirtualMachine machine, boolean keepDisks) {
        if (keepDisks) {
            disks(machine).distinct().forEach(name -> {
                dataVolume(machine, name).ifPresent(volume -> free(machine, volume));
                claim(machine, name).ifPresent(claim -> free(machine, claim));
            });
        }
    }

    static void release(ObjectWriter writer, VirtualMachine machine) {
        writer.whole(machine, Copies.withoutFinalizer(machine, KubeVirtNames.POOL_FINALIZER));
    }

    private static Stream<String> disks(VirtualMachine machine) {
        VirtualMachineSpec spec = machine.getSpec();
        Stream<String> templates = Given.list(spec.dataVolumeTemplates()).stream()
                .map(DataVolumeTemplateSpec::metadata)
                .flatMap(meta -> Optional.ofNullable(meta).stream())
                .map(meta -> Given.text(meta.getName()));
        Stream<String> used = Optional.ofNullable(spec.template())
                .flatMap(template -> Optional.ofNullable(template.spec()))
                .map(given -> Given.list(given.volumes()))
                .orElse(List.of())
                .stream()
                .flatMap(volume -> UsedClaim.of(volume).stream())
                .map(UsedClaim::name);
        return Stream.concat(templates, used);
    }

    private Optional<DataVolume> dataVolume(VirtualMachine machine, String name) {
        return Optional.ofNullable(client.resources(DataVolume.class)
                .inNamespace(machine.getMetadata().getNamespace())
                .withName(name)
                .get());
    }

    private Optional<PersistentVolumeClaim> claim(VirtualMachine machine, String name) {
        return Optional.ofNullable(client.persistentVolumeClaims()
                .inNamespace(machine.getMetadata().getNamespace())
                .withName(name)
                .get());
    }

    private void free(VirtualMachine machine, DataVolume volume) {
        if (Owners.controls(machine, volume)) {
            writer.whole(
                    volume, Copies.withoutOwner(volume, machine.getMetadata().getUid()));
        }
    }

    private void free(VirtualMachine machine, PersistentVolumeClaim claim) {
        if (Owners.controls(machine, claim)) {
            String uid = machine.getMetadata().getUid();
            writer.whole(
                    claim,
                    new PersistentVolumeClaimBuilder(claim)
                            .editMetadata()
                            .removeMatchingFromOwnerReferences(owner -> uid.equals(owner.getUid()))
                            .endMetadata()
                            .build());
        }
    }
}
