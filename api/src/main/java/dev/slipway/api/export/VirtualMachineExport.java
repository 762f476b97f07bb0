package dev.slipway.api.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** An offer to download the disks of a machine, a snapshot or a claim. */
@Group("export.kubevirt.io")
@Version("v1")
@Kind("VirtualMachineExport")
@Plural("virtualmachineexports")
@Singular("virtualmachineexport")
@ShortNames({"vmexport", "vmexports"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineExport extends CustomResource<VirtualMachineExportSpec, VirtualMachineExportStatus>
        implements Namespaced {}
