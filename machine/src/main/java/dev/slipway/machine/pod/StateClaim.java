package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.Bootloader;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.EFI;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.TPMDevice;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The claim that keeps what a guest's TPM and its UEFI have stored, from one start to the next. It belongs to the virtual
 * machine, or to the instance where there is none, and goes with it.
 */
public final class StateClaim {
    /** Label on claims: name of the instance whose state they keep; also how names of such claims and volumes begin. */
    public static final String LABEL = "persistent-state-for";

    /** KubeVirt's size. */
    private static final Quantity SIZE = new Quantity("10Mi");

    private StateClaim() {}

    /** Returns whether an instance stores anything that must outlive its Pod. */
    public static boolean isNeeded(VirtualMachineInstanceSpec spec) {
        boolean tpm = Instance.devices(spec)
                .map(Devices::tpm)
                .filter(device -> !Boolean.FALSE.equals(device.enabled()))
                .map(TPMDevice::persistent)
                .orElse(false);
        boolean variables = Instance.domain(spec)
                .map(DomainSpec::firmware)
                .map(Firmware::bootloader)
                .map(Bootloader::efi)
                .map(EFI::persistent)
                .orElse(false);
        return tpm || variables;
    }

    /** Returns the claim's name by that of the instance, which is the virtual machine's. */
    public static String name(String instance) {
        return LABEL + "-" + instance;
    }

    /** Returns the labels by which the claim is known, by the name of the instance. */
    public static Map<String, String> labels(String instance) {
        return Map.of(LABEL, LauncherNames.labelValue(instance));
    }

    /** Returns the claim of an instance that the API server has stored. */
    public static PersistentVolumeClaim of(VirtualMachineInstance instance, Optional<String> storageClass) {
        ObjectMeta meta = instance.getMetadata();
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name(meta.getName()))
                .withNamespace(meta.getNamespace())
                .withLabels(labels(meta.getName()))
                .withOwnerReferences(owner(meta))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withVolumeMode("Filesystem")
                .withStorageClassName(storageClass.orElse(null))
                .withNewResources()
                .addToRequests("storage", SIZE)
                .endResources()
                .endSpec()
                .build();
    }

    private static OwnerReference owner(ObjectMeta meta) {
        return Optional.ofNullable(meta.getOwnerReferences()).orElse(List.of()).stream()
                .filter(owner -> "VirtualMachine".equals(owner.getKind()))
                .findFirst()
                .map(owner -> new OwnerReferenceBuilder(owner)
                        .withBlockOwnerDeletion(null)
                        .withController(null)
                        .build())
                .orElseGet(() -> new OwnerReferenceBuilder()
                        .withApiVersion("kubevirt.io/v1")
                        .withKind("VirtualMachineInstance")
                        .withName(meta.getName())
                        .withUid(meta.getUid())
                        .build());
    }
}
