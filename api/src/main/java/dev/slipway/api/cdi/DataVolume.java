package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A claim together with the source that fills it. */
@Group("cdi.kubevirt.io")
@Version("v1beta1")
@Kind("DataVolume")
@Plural("datavolumes")
@Singular("datavolume")
@ShortNames({"dv", "dvs"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class DataVolume extends CustomResource<DataVolumeSpec, DataVolumeStatus> implements Namespaced {}
