package dev.slipway.api.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A request to save the disks of a running machine. */
@Group("backup.kubevirt.io")
@Version("v1alpha1")
@Kind("VirtualMachineBackup")
@Plural("virtualmachinebackups")
@Singular("virtualmachinebackup")
@ShortNames({"vmbackup", "vmbackups"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineBackup extends CustomResource<VirtualMachineBackupSpec, VirtualMachineBackupStatus>
        implements Namespaced {}
