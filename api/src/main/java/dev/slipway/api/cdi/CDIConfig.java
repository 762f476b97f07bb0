package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** The settings of imports that are in force, and where uploads go. */
@Group("cdi.kubevirt.io")
@Version("v1beta1")
@Kind("CDIConfig")
@Plural("cdiconfigs")
@Singular("cdiconfig")
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class CDIConfig extends CustomResource<CDIConfigSpec, CDIConfigStatus> {}
