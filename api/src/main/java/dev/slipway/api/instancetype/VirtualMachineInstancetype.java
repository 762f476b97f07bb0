package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A size of machines for one namespace: processors, memory, special devices. */
@Group("instancetype.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachineInstancetype")
@Plural("virtualmachineinstancetypes")
@Singular("virtualmachineinstancetype")
@ShortNames({"vminstancetype", "vminstancetypes", "vmf", "vmfs"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineInstancetype extends CustomResource<VirtualMachineInstancetypeSpec, Void>
        implements Namespaced {}
