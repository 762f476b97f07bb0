package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A number of like instances without identity, kept at that number. */
@Group("kubevirt.io")
@Version("v1")
@Kind("VirtualMachineInstanceReplicaSet")
@Plural("virtualmachineinstancereplicasets")
@Singular("virtualmachineinstancereplicaset")
@ShortNames({"vmirs", "vmirss"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineInstanceReplicaSet
        extends CustomResource<VirtualMachineInstanceReplicaSetSpec, VirtualMachineInstanceReplicaSetStatus>
        implements Namespaced {}
