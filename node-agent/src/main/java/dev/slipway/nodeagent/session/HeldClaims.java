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

    /** Returns where the file system of a claim is on this node once its Pod holds it there. */
    Path directory(VirtualMachineInstance vmi, VolumeStatus volume, String claimName, PodFiles files)
            throws IOException {
        if (!files.sharedFileSystem()) {
            throw new IOException("Volume \"" + volume.name()
                    + "\" is on the node, but this version of Slipway cannot bring it into a running Pod of a cluster,"
                    + " so nothing can be written to it.");
        }
        PersistentVolumeClaim claim = context.client()
                .persistentVolumeClaims()
                .inNamespace(vmi.getMetadata().getNamespace())
                .withName(claimName)
                .get();
        return Optional.ofNullable(claim)
                .map(found -> Given.text(found.getSpec().getVolumeName()))
                .filter(name -> !name.isEmpty())
                .flatMap(files::onNode)
                .orElseThrow(() -> new IOException("The claim " + claimName + " is not mounted on this node yet."));
    }
}
