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

/** Settings that are merged into new instances with matching labels. Deprecated. */
@Group("kubevirt.io")
@Version("v1")
@Kind("VirtualMachineInstancePreset")
@Plural("virtualmachineinstancepresets")
@Singular("virtualmachineinstancepreset")
@ShortNames({"vmipreset", "vmipresets"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineInstancePreset extends CustomResource<VirtualMachineInstancePresetSpec, Void>
        implements Namespaced {}
