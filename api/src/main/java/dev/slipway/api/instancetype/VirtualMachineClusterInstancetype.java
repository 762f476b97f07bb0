package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A size of machines for all namespaces: processors, memory, special devices. */
@Group("instancetype.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachineClusterInstancetype")
@Plural("virtualmachineclusterinstancetypes")
@Singular("virtualmachineclusterinstancetype")
@ShortNames({"vmclusterinstancetype", "vmclusterinstancetypes", "vmcf", "vmcfs"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineClusterInstancetype extends CustomResource<VirtualMachineInstancetypeSpec, Void> {}
