package dev.slipway.machine.lifecycle;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.DomainSpecBuilder;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.FirmwareBuilder;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatusBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.defaults.InstanceDefaults;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The instance that a virtual machine's template asks for. */
public final class FreshInstance {
    // pkg/virt-controller/watch/vm/vm.go: the name space of firmware UUIDs that follow from the name.
    private static final UUID FIRMWARE_NAMESPACE = UUID.fromString("6a1a24a1-4061-4607-8bf4-a3963d0c5895");

    private FreshInstance() {}

    /**
     * Returns the instance to create.
     *
     * @param machine the virtual machine as stored
     * @param paused whether the guest waits before its first instruction
     */
    public static VirtualMachineInstance of(VirtualMachine machine, boolean paused) {
        VirtualMachineInstance instance = new VirtualMachineInstance();
        instance.setMetadata(metadata(machine));
        instance.setSpec(spec(machine, paused));
        instance.setStatus(VirtualMachineInstanceStatusBuilder.builder()
                .virtualMachineRevisionName(revision(machine))
                .build());
        return instance;
    }

    /** Returns the name of the ControllerRevision that keeps what a virtual machine was started from. */
    public static String revision(VirtualMachine machine) {
        return revisionPrefix(machine) + machine.getMetadata().getGeneration();
    }

    /** Returns what the names of all such revisions of a virtual machine begin with. */
    public static String revisionPrefix(VirtualMachine machine) {
        return "revision-start-vm-" + machine.getMetadata().getUid() + "-";
    }

    /** Returns the reference by which a virtual machine controls what it makes. */
    public static OwnerReference owner(VirtualMachine machine) {
        return new OwnerReferenceBuilder()
                .withApiVersion("kubevirt.io/v1")
                .withKind("VirtualMachine")
                .withName(machine.getMetadata().getName())
                .withUid(machine.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    private static ObjectMeta metadata(VirtualMachine machine) {
        Optional<ObjectMeta> template = template(machine).map(VirtualMachineInstanceTemplateSpec::metadata);
        Map<String, String> annotations =
                new TreeMap<>(template.map(ObjectMeta::getAnnotations).orElse(Map.of()));
        annotations.put(
                KubeVirtNames.VM_GENERATION,
                Long.toString(Optional.ofNullable(machine.getMetadata().getGeneration())
                        .orElse(0L)));
        annotations.putAll(KubeVirtNames.OBSERVED_VERSIONS);
        return new ObjectMetaBuilder()
                .withName(machine.getMetadata().getName())
                .withNamespace(machine.getMetadata().getNamespace())
                .withLabels(template.map(ObjectMeta::getLabels).orElse(Map.of()))
                .withAnnotations(annotations)
                .withFinalizers(KubeVirtNames.VMI_FINALIZER, KubeVirtNames.VM_FINALIZER)
                .withOwnerReferences(owner(machine))
                .build();
    }

    private static VirtualMachineInstanceSpec spec(VirtualMachine machine, boolean paused) {
        VirtualMachineInstanceSpecBuilder spec = template(machine)
                .map(VirtualMachineInstanceTemplateSpec::spec)
                .map(InstanceDefaults::pointed)
                .map(VirtualMachineInstanceSpecBuilder::builder)
                .orElseGet(VirtualMachineInstanceSpecBuilder::builder);
        // A start asks for no dump of the memory; the claim only stays associated.
        if (spec.volumes() != null) {
            spec.volumes(spec.volumes().stream()
                    .filter(volume -> volume.memoryDump() == null)
                    .toList());
        }
        DomainSpec domain = Optional.ofNullable(spec.domain())
                .orElseGet(() -> DomainSpecBuilder.builder().build());
        spec.domain(DomainSpecBuilder.builder(domain)
                .firmware(firmware(machine, Optional.ofNullable(domain.firmware())))
                .build());
        if (paused) {
            spec.startStrategy("Paused");
        }
        return spec.build();
    }

    private static Firmware firmware(VirtualMachine machine, Optional<Firmware> wanted) {
        if (wanted.map(Firmware::uuid).filter(uuid -> !uuid.isEmpty()).isPresent()) {
            return wanted.get();
        }
        return wanted.map(FirmwareBuilder::builder)
                .orElseGet(FirmwareBuilder::builder)
                .uuid(nameBased(machine.getMetadata().getName()).toString())
                .build();
    }

    /** RFC 9562 §5.5: version 5, which the JDK does not offer. */
    static UUID nameBased(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer input = ByteBuffer.allocate(16 + text.length)
                .putLong(FIRMWARE_NAMESPACE.getMostSignificantBits())
                .putLong(FIRMWARE_NAMESPACE.getLeastSignificantBits())
                .put(text);
        ByteBuffer hash = ByteBuffer.wrap(digest("SHA-1", input.array()));
        long high = (hash.getLong() & ~0xF000L) | 0x5000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static Optional<VirtualMachineInstanceTemplateSpec> template(VirtualMachine machine) {
        return Optional.ofNullable(machine.getSpec()).flatMap(spec -> Optional.ofNullable(spec.template()));
    }

    private static byte[] digest(String algorithm, byte[] input) {
        try {
            return MessageDigest.getInstance(algorithm).digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
