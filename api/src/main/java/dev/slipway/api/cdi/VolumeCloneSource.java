package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A disk to be cloned that a claim refers to. */
@Group("cdi.kubevirt.io")
@Version("v1beta1")
@Kind("VolumeCloneSource")
@Plural("volumeclonesources")
@Singular("volumeclonesource")
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VolumeCloneSource extends CustomResource<VolumeCloneSourceSpec, Void> implements Namespaced {}
