package dev.slipway.api.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A virtual machine with parameters, from which others are made. */
@Group("template.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachineTemplate")
@Plural("virtualmachinetemplates")
@Singular("virtualmachinetemplate")
@ShortNames({"vmt", "vmts"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineTemplate
        extends CustomResource<VirtualMachineTemplateSpec, VirtualMachineTemplateStatus> implements Namespaced {}
