package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** How disks are imported in the whole cluster. */
@Group("cdi.kubevirt.io")
@Version("v1beta1")
@Kind("CDI")
@Plural("cdis")
@Singular("cdi")
@ShortNames({"cdi", "cdis"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class CDI extends CustomResource<CDISpec, CDIStatus> {}
