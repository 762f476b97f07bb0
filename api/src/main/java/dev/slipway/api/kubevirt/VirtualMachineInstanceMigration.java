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

/** The wish to move a running instance to another node, and how far it got. */
@Group("kubevirt.io")
@Version("v1")
@Kind("VirtualMachineInstanceMigration")
@Plural("virtualmachineinstancemigrations")
@Singular("virtualmachineinstancemigration")
@ShortNames({"vmim", "vmims"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VirtualMachineInstanceMigration
        extends CustomResource<VirtualMachineInstanceMigrationSpec, VirtualMachineInstanceMigrationStatus>
        implements Namespaced {}
