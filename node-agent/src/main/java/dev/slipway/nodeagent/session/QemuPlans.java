package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.cloudinit.CredentialSecrets;
import dev.slipway.machine.network.Wiring;
import dev.slipway.machine.qemu.HostFacts;
import dev.slipway.machine.qemu.HotplugDisk;
import dev.slipway.machine.qemu.LauncherPaths;
import dev.slipway.machine.qemu.LauncherVolume;
import dev.slipway.machine.qemu.LauncherVolume.Contents;
import dev.slipway.machine.qemu.Problem;
import dev.slipway.machine.qemu.QemuCommand;
import dev.slipway.machine.qemu.Translation;
import dev.slipway.nodeagent.pod.KubeletFiles;
import dev.slipway.nodeagent.pod.PodFiles;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers what the translation into a QEMU command needs, and translates. */
public final class QemuPlans implements LaunchPlans {
    private final HostFacts host;
    private final GuestVolumes volumes;
    private final PodGrants grants;

    /** Plans for guests on a host. */
    public QemuPlans(KubernetesClient client, HostFacts host) {
        this.host = host;
        this.volumes = new GuestVolumes(client);
        this.grants = new PodGrants(client);
    }

    @Override
    public Prepared prepare(VirtualMachineInstance vmi, PodFiles files, Wiring wiring, Optional<Long> launcher)
            throws LaunchRefused, IOException {
        Map<String, PersistentVolumeClaim> claims = volumes.claims(vmi);
        var paths = new LauncherPaths(
                volumes.find(vmi, files, claims), secrets(vmi, files), grants.of(vmi, files, launcher));
        return switch (QemuCommand.of(vmi, host, paths, wiring)) {
            case Translation.Planned planned ->
                new Prepared(planned.plan(), planned.notes(), modes(claims), planned.threads());
            case Translation.Refused refused ->
                throw new LaunchRefused(
                        refused.problems().getFirst().code(),
                        refused.problems().stream().map(Problem::sentence).collect(Collectors.joining(" ")));
        };
    }

    @Override
    public HotplugDisk.Plan plug(
            VirtualMachineInstance vmi, PodFiles launcher, PodFiles attachment, String volume, OptionalInt port)
            throws IOException {
        Optional<LauncherVolume> content = volumes.held(vmi, attachment, volume);
        if (content.isEmpty()) {
            return new HotplugDisk.Plan.Impossible(
                    "The claim of volume \"" + volume + "\" is not mounted on this node yet.");
        }
        HotplugDisk.Plan plan = HotplugDisk.in(vmi, host, volume, content.get(), port);
        // What cannot be plugged in is not brought to the launcher either: nobody would take it away again.
        return plan instanceof HotplugDisk.Plan.Commands commands && !attachment.sharedFileSystem()
                ? HotplugDisk.in(
                        vmi,
                        host,
                        volume,
                        brought(launcher, attachment, volume, content.get(), commands.readOnly()),
                        port)
                : plan;
    }

    /** Brings what another Pod holds to a running launcher. */
    private static LauncherVolume brought(
            PodFiles launcher, PodFiles attachment, String volume, LauncherVolume content, boolean readOnly)
            throws IOException {
        return content instanceof LauncherVolume.DiskImage device && attachment.isBlock(volume)
                ? new HandedDevice(launcher.runDirectory(), volume).hand(attachment, device, readOnly)
                : new ShownClaim(launcher, volume).show(attachment, content);
    }

    @Override
    public Map<String, List<String>> accessModes(VirtualMachineInstance vmi) {
        return modes(volumes.claims(vmi));
    }

    private static Map<String, List<String>> modes(Map<String, PersistentVolumeClaim> claims) {
        var modes = new HashMap<String, List<String>>();
        claims.forEach((name, claim) -> modes.put(name, modes(claim)));
        return modes;
    }

    /** What its volume can do, which may be more than a claim asks for. */
    private static List<String> modes(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getStatus())
                .map(PersistentVolumeClaimStatus::getAccessModes)
                .filter(offered -> !offered.isEmpty())
                .orElseGet(() -> claim.getSpec().getAccessModes());
    }

    /** Reads the Secrets that cloud-init and access credentials name; one that is missing is left out. */
    private static Map<String, Contents> secrets(VirtualMachineInstance vmi, PodFiles files) throws IOException {
        var contents = new HashMap<String, Contents>();
        for (String name : secretNames(vmi)) {
            KubeletFiles.secret(files, name).ifPresent(found -> contents.put(name, new Contents(found)));
        }
        return contents;
    }

    private static Set<String> secretNames(VirtualMachineInstance vmi) {
        Stream<LocalObjectReference> cloudInit =
                Stream.ofNullable(vmi.getSpec().volumes()).flatMap(List::stream).flatMap(QemuPlans::references);
        Stream<String> credentials = CredentialSecrets.of(vmi.getSpec());
        return Stream.concat(cloudInit.map(LocalObjectReference::getName).flatMap(Stream::ofNullable), credentials)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<LocalObjectReference> references(Volume volume) {
        var noCloud = volume.cloudInitNoCloud();
        var drive = volume.cloudInitConfigDrive();
        if (noCloud != null) {
            return Stream.of(noCloud.secretRef(), noCloud.networkDataSecretRef())
                    .flatMap(Stream::ofNullable);
        }
        return drive == null
                ? Stream.of()
                : Stream.of(drive.secretRef(), drive.networkDataSecretRef()).flatMap(Stream::ofNullable);
    }
}
