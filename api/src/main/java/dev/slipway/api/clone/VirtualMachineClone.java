package dev.slipway.api.clone;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A request to copy a machine or a snapshot to a new machine. */
@Group("clone.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachineClone")
@Plural("virtualmachineclones")
@Singular("virtualmachineclone")
@ShortNames({"vmclone", "vmclones"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineClone extends CustomResource<VirtualMachineCloneSpec, VirtualMachineCloneStatus>
        implements Namespaced {}
