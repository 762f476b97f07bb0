package dev.slipway.machine.pod;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;

/** What Pods of Slipway give up, so that they run in a namespace that enforces the Pod Security level {@code restricted}. */
public final class Restricted {
    private Restricted() {}

    /** Returns the context of a Pod: the user of guests and their files, who is not root. */
    public static PodSecurityContext pod(SeccompProfile seccomp) {
        return new PodSecurityContextBuilder()
                .withRunAsUser(LauncherPod.USER)
                .withRunAsGroup(LauncherPod.USER)
                .withFsGroup(LauncherPod.USER)
                .withRunAsNonRoot(true)
                .withSeccompProfile(seccomp)
                .build();
    }

    /** Returns the context of a container: no capability, no way to get one, nothing written outside of its volumes. */
    public static SecurityContext container() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .build();
    }
}
