package dev.slipway.api.names;

import java.util.Map;

/** Labels, annotations and finalizers of kubevirt.io that clients know. Source: KubeVirt v1.9.0, {@code core/v1/types.go}. */
public final class KubeVirtNames {
    /** Label of launcher Pods; value {@link #LAUNCHER}. */
    public static final String APP = "kubevirt.io";

    /** Value of {@link #APP} on launcher Pods. */
    public static final String LAUNCHER = "virt-launcher";

    /** {@link #APP} of Pods that hold a volume for a running guest. */
    public static final String HOTPLUG = "hotplug-disk";

    /** Annotation of a migration away from a node that is to be emptied: the node. */
    public static final String EVACUATION = "kubevirt.io/evacuationMigration";

    /** Annotation of an instance that is to leave its node: who asked for it, if that was {@link #DESCHEDULER}. */
    public static final String EVICTION_SOURCE = "kubevirt.io/eviction-source";

    /** Value of {@link #EVICTION_SOURCE}: the descheduler, to which a later moment is as good. */
    public static final String DESCHEDULER = "descheduler";

    /** Annotation of a migration that brings a guest to another launcher. */
    public static final String WORKLOAD_UPDATE = "kubevirt.io/workloadUpdateMigration";

    /** What a refused eviction says when the guest leaves instead of its Pod; clients read it. */
    public static final String EVACUATES = "Eviction triggered evacuation of VMI";

    /** Annotation of an instance that is not to move for a change of its own any more. */
    public static final String UPDATE_CALLED_OFF = "kubevirt.io/testWorkloadUpdateMigrationAbortion";

    /** Label of a migration that brings a guest's disks to other claims: the instance's name, or its uid if that is too long. */
    public static final String VOLUMES_UPDATE = "kubevirt.io/volume-update-migration";

    /** Label of instances whose launcher runs another image than the installation's. */
    public static final String OUTDATED = "kubevirt.io/outdatedLauncherImage";

    /** Label of launcher Pods: uid of the instance. */
    public static final String CREATED_BY = "kubevirt.io/created-by";

    /** Label of instances and Pods: the virtual machine's name. */
    public static final String VM_NAME = "vm.kubevirt.io/name";

    /** Label of launcher Pods: the instance's name. */
    public static final String VMI_ID = "vmi.kubevirt.io/id";

    /** Annotation of launcher Pods: the instance's name. */
    public static final String DOMAIN = "kubevirt.io/domain";

    /** Label of instances: the node that runs it. */
    public static final String NODE_NAME = "kubevirt.io/nodeName";

    /** Label of instances that are moving: the node they move to. */
    public static final String MIGRATION_TARGET_NODE = "kubevirt.io/migrationTargetNodeName";

    /** Label of target Pods: uid of the migration. */
    public static final String MIGRATION_JOB = "kubevirt.io/migrationJobUID";

    /** Label of migrations: name of the instance. */
    public static final String MIGRATION_VMI = "kubevirt.io/vmi-name";

    /** Label of nodes that may carry virtual machines. */
    public static final String SCHEDULABLE = "kubevirt.io/schedulable";

    /** Node annotation: time of the node-agent's last sign of life, RFC 3339. */
    public static final String HEARTBEAT = "kubevirt.io/heartbeat";

    /** Annotation of instances: generation of the virtual machine they were made from. */
    public static final String VM_GENERATION = "kubevirt.io/vm-generation";

    /** Annotation of templates and instances: layout of PCI devices. */
    public static final String PCI_TOPOLOGY = "kubevirt.io/pci-topology-version";

    /** Finalizer of virtual machines. */
    public static final String VM_FINALIZER = "kubevirt.io/virtualMachineControllerFinalize";

    /** Finalizer of instances, held until the guest is gone. */
    public static final String VMI_FINALIZER = "kubevirt.io/foregroundDeleteVirtualMachine";

    /** Finalizer of migrations. */
    public static final String MIGRATION_FINALIZER = "kubevirt.io/migrationJobFinalize";

    /** Finalizer of pools and their machines. */
    public static final String POOL_FINALIZER = "pool.kubevirt.io/finalizer";

    /** Readiness gate of launcher Pods. */
    public static final String UNPAUSED_GATE = "kubevirt.io/virtual-machine-unpaused";

    /** Condition of an instance: whether its guest's agent answers the readiness probe as it should; Slipway's own. */
    public static final String GUEST_READY = "slipway.dev/GuestReady";

    /** Annotations by which a controller of KubeVirt says in which version of the API it has seen and stored an object. */
    public static final Map<String, String> OBSERVED_VERSIONS =
            Map.of("kubevirt.io/latest-observed-api-version", "v1", "kubevirt.io/storage-observed-api-version", "v1");

    private KubeVirtNames() {}
}
