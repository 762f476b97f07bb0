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

/** The wish that a template be made of a virtual machine. */
@Group("template.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachineTemplateRequest")
@Plural("virtualmachinetemplaterequests")
@Singular("virtualmachinetemplaterequest")
@ShortNames({"vmtr", "vmtrs"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineTemplateRequest
        extends CustomResource<VirtualMachineTemplateRequestSpec, VirtualMachineTemplateRequestStatus>
        implements Namespaced {}
