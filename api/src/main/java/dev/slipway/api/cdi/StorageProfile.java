package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** What is known of a storage class, and how its claims are best made. */
@Group("cdi.kubevirt.io")
@Version("v1beta1")
@Kind("StorageProfile")
@Plural("storageprofiles")
@Singular("storageprofile")
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class StorageProfile extends CustomResource<StorageProfileSpec, StorageProfileStatus> {}
