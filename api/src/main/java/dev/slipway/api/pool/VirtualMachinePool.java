package dev.slipway.api.pool;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A number of like machines, each with its own identity and disks. */
@Group("pool.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachinePool")
@Plural("virtualmachinepools")
@Singular("virtualmachinepool")
@ShortNames({"vmpool", "vmpools"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachinePool extends CustomResource<VirtualMachinePoolSpec, VirtualMachinePoolStatus>
        implements Namespaced {}
