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

/** What a guest system likes best, for one namespace: buses, models, firmware. */
@Group("instancetype.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachinePreference")
@Plural("virtualmachinepreferences")
@Singular("virtualmachinepreference")
@ShortNames({"vmpref", "vmprefs", "vmp", "vmps"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachinePreference extends CustomResource<VirtualMachinePreferenceSpec, Void>
        implements Namespaced {}
