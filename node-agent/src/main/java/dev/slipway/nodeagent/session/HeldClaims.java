package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.nodeagent.pod.PodFiles;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Claims that a Pod of their own holds at the node of a running guest. */
record HeldClaims(SessionContext context) {
    /** Returns the Pod that holds a volume; empty while it is not known here. */
    Optional<Pod> holder(VirtualMachineInstance vmi, VolumeStatus volume) {
        return Optional.ofNullable(volume.hotplugVolume())
                .flatMap(held -> Optional.ofNullable(held.attachPodName()))
                .flatMap(pod -> context.pods().apply(vmi.getMetadata().getNamespace() + "/" + pod));
    }

    /**
     * Returns the directory at which a launcher has the file system of a claim, once the claim's Pod holds it on this node.
     *
     * @param claimName the claim
     * @param attachment files of the Pod that holds it
     * @param launcher files of the launcher's Pod
     * @throws IOException if it is not mounted yet, or is a block device, which has no directories
     */
    String inLauncher(
            VirtualMachineInstance vmi, VolumeStatus volume, String claimName, PodFiles attachment, PodFiles launcher)
            throws IOException {
        if (attachment.isBlock(Given.text(volume.name()))) {
            throw new IOException(
                    "Claim \"%s\" is of volumeMode Block, which files cannot be written to; use one of volumeMode Filesystem."
                            .formatted(claimName));
        }
        if (!attachment.sharedFileSystem()) {
            return new ShownClaim(launcher, Given.text(volume.name())).show(attachment);
        }
        PersistentVolumeClaim claim = context.client()
                .persistentVolumeClaims()
                .inNamespace(vmi.getMetadata().getNamespace())
                .withName(claimName)
                .get();
        return Optional.ofNullable(claim)
                .map(found -> Given.text(found.getSpec().getVolumeName()))
                .filter(name -> !name.isEmpty())
                .flatMap(attachment::onNode)
                .map(Path::toString)
                .orElseThrow(() -> new IOException("The claim " + claimName + " is not mounted on this node yet."));
    }
}
