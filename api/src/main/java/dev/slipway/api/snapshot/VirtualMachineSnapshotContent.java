package dev.slipway.api.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** What a snapshot holds. */
@Group("snapshot.kubevirt.io")
@Version("v1beta1")
@Kind("VirtualMachineSnapshotContent")
@Plural("virtualmachinesnapshotcontents")
@Singular("virtualmachinesnapshotcontent")
@ShortNames({"vmsnapshotcontent", "vmsnapshotcontents"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineSnapshotContent
        extends CustomResource<VirtualMachineSnapshotContentSpec, VirtualMachineSnapshotContentStatus>
        implements Namespaced {}
