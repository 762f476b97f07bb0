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

/** A virtual machine as an admin keeps it: its template, its run strategy and the state of its current instance. */
@Group("kubevirt.io")
@Version("v1")
@Kind("VirtualMachine")
@Plural("virtualmachines")
@Singular("virtualmachine")
@ShortNames({"vm", "vms"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachine extends CustomResource<VirtualMachineSpec, VirtualMachineStatus>
        implements Namespaced {}
