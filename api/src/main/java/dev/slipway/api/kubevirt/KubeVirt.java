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

/** The installation and its settings. */
@Group("kubevirt.io")
@Version("v1")
@Kind("KubeVirt")
@Plural("kubevirts")
@Singular("kubevirt")
@ShortNames({"kv", "kvs"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class KubeVirt extends CustomResource<KubeVirtSpec, KubeVirtStatus> implements Namespaced {}
