package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.CloudInitConfigDriveSource;
import dev.slipway.api.kubevirt.CloudInitNoCloudSource;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.HostDisk;
import dev.slipway.api.kubevirt.KernelBoot;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.SysprepSource;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.cloudinit.CredentialSecrets;
import dev.slipway.machine.hotplug.PluggableVolume;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of a launcher Pod and where its container sees them.
 *
 * @param volumes volumes of the Pod
 * @param mounts those with files
 * @param devices those that are block devices
 */
record LauncherVolumes(
        List<io.fabric8.kubernetes.api.model.Volume> volumes, List<VolumeMount> mounts, List<VolumeDevice> devices) {

    // 0644, the default that the API server writes anyway.
    private static final int FILE_MODE = 420;

    static LauncherVolumes of(VirtualMachineInstance instance, PodFacts facts) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        LauncherVolumes all = new LauncherVolumes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        all.run();
        ContainerDisks.volume(spec).ifPresent(all.volumes::add);
        ContainerDisks.mount(spec).ifPresent(all.mounts::add);
        Instance.volumes(spec).stream()
                // These come by Pods of their own, which can go again.
                .filter(volume -> !PluggableVolume.is(volume))
                .forEach(volume -> all.add(volume, facts));
        all.credentials(spec);
        all.hugepages(spec);
        all.state(instance.getMetadata().getName(), spec);
        all.withoutToken(instance);
        all.kernel(spec);
        return all;
    }

    private void run() {
        volumes.add(new VolumeBuilder()
                .withName(LauncherNames.RUN_VOLUME)
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        mounts.add(new VolumeMountBuilder()
                .withName(LauncherNames.RUN_VOLUME)
                .withMountPath(LauncherNames.RUN_DIRECTORY)
                .build());
    }

    /**
     * A token that is in the Pod for the proxy of a service mesh is none of the launcher's: where a container has a volume
     * of its own, Kubernetes puts none with a token.
     */
    private void withoutToken(VirtualMachineInstance instance) {
        boolean shown =
                Instance.volumes(instance.getSpec()).stream().anyMatch(volume -> volume.serviceAccount() != null);
        if (ServiceMesh.injects(instance.getMetadata()) && !shown) {
            mounts.add(new VolumeMountBuilder()
                    .withName(LauncherNames.RUN_VOLUME)
                    .withMountPath("/var/run/secrets/kubernetes.io/serviceaccount")
                    .withSubPath("no-token")
                    .withReadOnly(true)
                    .build());
        }
    }

    private void state(String instance, VirtualMachineInstanceSpec spec) {
        if (StateClaim.isNeeded(spec)) {
            volumes.add(new VolumeBuilder()
                    .withName(LauncherNames.STATE_VOLUME)
                    .withNewPersistentVolumeClaim()
                    .withClaimName(StateClaim.name(instance))
                    .endPersistentVolumeClaim()
                    .build());
            mounts.add(new VolumeMountBuilder()
                    .withName(LauncherNames.STATE_VOLUME)
                    .withMountPath(LauncherNames.STATE_DIRECTORY)
                    .build());
        }
    }

    private void kernel(VirtualMachineInstanceSpec spec) {
        Instance.domain(spec)
                .map(DomainSpec::firmware)
                .map(Firmware::kernelBoot)
                .map(KernelBoot::container)
                .ifPresent(container ->
                        image(LauncherNames.KERNEL_VOLUME, container.imagePullPolicy(), container.image()));
    }

    private void hugepages(VirtualMachineInstanceSpec spec) {
        if (Instance.domain(spec).map(DomainSpec::memory).map(Memory::hugepages).isPresent()) {
            volumes.add(new VolumeBuilder()
                    .withName("hugepages")
                    .withNewEmptyDir()
                    .withMedium("HugePages")
                    .endEmptyDir()
                    .build());
            mounts.add(new VolumeMountBuilder()
                    .withName("hugepages")
                    .withMountPath("/dev/hugepages")
                    .build());
        }
    }

    /** Adds what one volume of the instance needs; inline cloud-init, empty disks and service accounts need nothing, container
     * disks have containers of their own. */
    private void add(Volume volume, PodFacts facts) {
        String name = volume.name();
        if (volume.persistentVolumeClaim() != null) {
            claim(
                    name,
                    volume.persistentVolumeClaim().claimName(),
                    Boolean.TRUE.equals(volume.persistentVolumeClaim().readOnly()),
                    facts);
        } else if (volume.dataVolume() != null) {
            claim(name, volume.dataVolume().name(), false, facts);
        } else if (volume.ephemeral() != null && volume.ephemeral().persistentVolumeClaim() != null) {
            claim(name, volume.ephemeral().persistentVolumeClaim().getClaimName(), true, facts);
        } else if (volume.hostDisk() != null) {
            hostDisk(name, volume.hostDisk());
        } else {
            addFiles(volume);
        }
    }

    private void addFiles(Volume volume) {
        String name = volume.name();
        if (volume.secret() != null) {
            secret(name, volume.secret().secretName(), volume.secret().optional());
        } else if (volume.configMap() != null) {
            configMap(name, volume.configMap().name(), volume.configMap().optional());
        } else if (volume.sysprep() != null) {
            sysprep(name, volume.sysprep());
        } else if (volume.downwardAPI() != null) {
            files(new VolumeBuilder()
                    .withName(name)
                    .withNewDownwardAPI()
                    .withDefaultMode(FILE_MODE)
                    .withItems(
                            Optional.ofNullable(volume.downwardAPI().fields()).orElse(List.of()))
                    .endDownwardAPI()
                    .build());
        } else if (volume.downwardMetrics() != null) {
            files(new VolumeBuilder()
                    .withName(name)
                    .withNewEmptyDir()
                    .withMedium("Memory")
                    .withSizeLimit(Bytes.quantity(Bytes.MEBIBYTE))
                    .endEmptyDir()
                    .build());
        } else if (volume.cloudInitNoCloud() != null) {
            CloudInitNoCloudSource source = volume.cloudInitNoCloud();
            cloudInit(name, source.secretRef(), source.networkDataSecretRef());
        } else if (volume.cloudInitConfigDrive() != null) {
            CloudInitConfigDriveSource source = volume.cloudInitConfigDrive();
            cloudInit(name, source.secretRef(), source.networkDataSecretRef());
        }
    }

    private void claim(@Nullable String name, @Nullable String claim, boolean readOnly, PodFacts facts) {
        volumes.add(new VolumeBuilder()
                .withName(name)
                .withNewPersistentVolumeClaim()
                .withClaimName(claim)
                .withReadOnly(readOnly ? Boolean.TRUE : null)
                .endPersistentVolumeClaim()
                .build());
        if (claim != null && facts.blockClaims().contains(claim)) {
            devices.add(new VolumeDevice(LauncherNames.BLOCK_DISKS + "/" + name, name));
        } else {
            mount(name, readOnly);
        }
    }

    private void image(@Nullable String name, @Nullable String policy, @Nullable String image) {
        volumes.add(new VolumeBuilder()
                .withName(name)
                .withNewImage(
                        Optional.ofNullable(policy)
                                .filter(said -> !said.isEmpty())
                                .orElse("IfNotPresent"),
                        image)
                .build());
        mount(name, true);
    }

    private void hostDisk(@Nullable String name, HostDisk disk) {
        String path = Optional.ofNullable(disk.path()).orElse("/");
        int slash = path.lastIndexOf('/');
        volumes.add(new VolumeBuilder()
                .withName(name)
                .withNewHostPath()
                .withPath(slash <= 0 ? "/" : path.substring(0, slash))
                .withType("DiskOrCreate".equals(disk.type()) ? "DirectoryOrCreate" : "Directory")
                .endHostPath()
                .build());
        mount(name, false);
    }

    private void sysprep(@Nullable String name, SysprepSource source) {
        if (source.secret() != null) {
            secret(name, source.secret().getName(), null);
        } else if (source.configMap() != null) {
            configMap(name, source.configMap().getName(), null);
        }
    }

    private void cloudInit(
            @Nullable String name,
            @Nullable LocalObjectReference userData,
            @Nullable LocalObjectReference networkData) {
        if (userData != null) {
            secret(name + "-udata", userData.getName(), null);
        }
        if (networkData != null) {
            secret(name + "-ndata", networkData.getName(), null);
        }
    }

    private void secret(@Nullable String name, @Nullable String secret, @Nullable Boolean optional) {
        files(new VolumeBuilder()
                .withName(name)
                .withNewSecret()
                .withDefaultMode(FILE_MODE)
                .withSecretName(secret)
                .withOptional(optional)
                .endSecret()
                .build());
    }

    /** The Secrets with keys and passwords of the guest's users, each once. Names: KubeVirt v1.9.0, {@code rendervolumes.go}. */
    private void credentials(VirtualMachineInstanceSpec spec) {
        CredentialSecrets.of(spec).forEach(name -> secret(name + "-access-cred", name, null));
    }

    private void configMap(@Nullable String name, @Nullable String configMap, @Nullable Boolean optional) {
        files(new VolumeBuilder()
                .withName(name)
                .withNewConfigMap()
                .withDefaultMode(FILE_MODE)
                .withName(configMap)
                .withOptional(optional)
                .endConfigMap()
                .build());
    }

    private void files(io.fabric8.kubernetes.api.model.Volume volume) {
        volumes.add(volume);
        mount(volume.getName(), volume.getEmptyDir() == null);
    }

    private void mount(@Nullable String name, boolean readOnly) {
        mounts.add(new VolumeMountBuilder()
                .withName(name)
                .withMountPath(LauncherNames.DISKS + "/" + name)
                .withReadOnly(readOnly ? Boolean.TRUE : null)
                .build());
    }
}
