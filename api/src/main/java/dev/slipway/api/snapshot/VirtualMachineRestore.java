package dev.slipway.api.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A request to bring a machine back to a snapshot. */
@Group("snapshot.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachineRestore")
@Plural("virtualmachinerestores")
@Singular("virtualmachinerestore")
@ShortNames({"vmrestore", "vmrestores"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineRestore extends CustomResource<VirtualMachineRestoreSpec, VirtualMachineRestoreStatus>
        implements Namespaced {}
