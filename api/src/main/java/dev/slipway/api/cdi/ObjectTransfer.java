package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** The move of a claim or DataVolume into another namespace. */
@Group("cdi.kubevirt.io")
@Version("v1beta1")
@Kind("ObjectTransfer")
@Plural("objecttransfers")
@Singular("objecttransfer")
@ShortNames({"ot", "ots"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ObjectTransfer extends CustomResource<ObjectTransferSpec, ObjectTransferStatus> {}
