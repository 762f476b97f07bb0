package dev.slipway.machine.cloudinit;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a guest's cloud-init finds on its seed: a labelled file system, or the reasons why there is none. */
public sealed interface CloudInitSeed {
    /**
     * A seed.
     *
     * @param label volume label by which cloud-init finds it: {@code cidata} or {@code config-2}
     * @param files path to content
     */
    record Files(String label, SortedMap<String, byte[]> files) implements CloudInitSeed {
        /** Returns the seed as a CD-ROM image. */
        public byte[] image() {
            return Iso9660Image.of(label, files);
        }
    }

    /** The seed cannot be made. */
    record Unmakeable(List<SeedProblem> problems) implements CloudInitSeed {
        public Unmakeable {
            problems = List.copyOf(problems);
        }
    }

    /** Returns whether a volume is a cloud-init seed. */
    static boolean isSeed(Volume volume) {
        return volume.cloudInitNoCloud() != null || volume.cloudInitConfigDrive() != null;
    }

    /**
     * Makes the seed of a volume.
     *
     * @param instance the guest, with its UUID in {@code spec.domain.firmware}
     * @param volume a volume for which {@link #isSeed} holds
     * @param secrets name of a Secret to its content
     * @param devices tagged devices, for a config drive
     */
    static CloudInitSeed of(
            VirtualMachineInstance instance,
            Volume volume,
            Map<String, Map<String, byte[]>> secrets,
            List<DeviceTag> devices) {
        List<SeedProblem> problems = new ArrayList<>();
        CloudInitSource source = CloudInitSource.of(volume);
        Optional<byte[]> userData = source.userData().read(secrets, problems);
        Optional<byte[]> networkData = source.networkData().read(secrets, problems);
        List<String> keys = SshKeys.of(instance, source.kind(), secrets, problems);
        if (problems.isEmpty() && userData.isEmpty() && networkData.isEmpty()) {
            problems.add(new SeedProblem.NothingToSay(source.field()));
        }
        if (!problems.isEmpty()) {
            return new Unmakeable(problems);
        }
        MetaData metaData = new MetaData(
                uuid(instance),
                text(instance.getMetadata().getName()),
                text(instance.getMetadata().getNamespace()),
                hostname(instance),
                instanceType(instance),
                keys,
                devices);
        SortedMap<String, byte[]> files = new TreeMap<>();
        SeedKind kind = source.kind();
        files.put(kind.userDataPath(), userData.orElseGet(() -> new byte[0]));
        files.put(kind.metaDataPath(), kind == SeedKind.NO_CLOUD ? metaData.noCloud() : metaData.configDrive());
        networkData.ifPresent(data -> files.put(kind.networkDataPath(), data));
        return new Files(kind.label(), files);
    }

    /** Returns the host name of a guest: {@code spec.hostname}, else the first label of its name. */
    static String hostname(VirtualMachineInstance instance) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        String wanted = spec == null ? null : spec.hostname();
        if (wanted != null && !wanted.isEmpty()) {
            return wanted;
        }
        String label = text(instance.getMetadata().getName()).split("\\.", 2)[0];
        return label.substring(0, Math.min(label.length(), 63));
    }

    private static String uuid(VirtualMachineInstance instance) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        var domain = spec == null ? null : spec.domain();
        var firmware = domain == null ? null : domain.firmware();
        return firmware == null ? "" : text(firmware.uuid());
    }

    private static String instanceType(VirtualMachineInstance instance) {
        Map<String, String> annotations = instance.getMetadata().getAnnotations();
        if (annotations == null) {
            return "";
        }
        return annotations.getOrDefault(
                "kubevirt.io/cluster-instancetype-name", annotations.getOrDefault("kubevirt.io/instancetype-name", ""));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
