package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** What a guest system likes best, for all namespaces: buses, models, firmware. */
@Group("instancetype.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachineClusterPreference")
@Plural("virtualmachineclusterpreferences")
@Singular("virtualmachineclusterpreference")
@ShortNames({"vmcp", "vmcps"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineClusterPreference extends CustomResource<VirtualMachinePreferenceSpec, Void> {}
