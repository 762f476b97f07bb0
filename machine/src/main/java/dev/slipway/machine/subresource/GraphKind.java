package dev.slipway.machine.subresource;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A kind of object in an object graph, and what it is needed for. */
enum GraphKind {
    MACHINE("kubevirt.io", "VirtualMachine", "compute"),
    INSTANCE("kubevirt.io", "VirtualMachineInstance", "compute"),
    POD("", "Pod", "compute"),
    INSTANCETYPE("instancetype.kubevirt.io", "VirtualMachineInstancetype", "config"),
    CLUSTER_INSTANCETYPE("instancetype.kubevirt.io", "VirtualMachineClusterInstancetype", "config"),
    PREFERENCE("instancetype.kubevirt.io", "VirtualMachinePreference", "config"),
    CLUSTER_PREFERENCE("instancetype.kubevirt.io", "VirtualMachineClusterPreference", "config"),
    REVISION("apps", "ControllerRevision", "config"),
    CONFIG_MAP("", "ConfigMap", "config"),
    SECRET("", "Secret", "config"),
    DATA_VOLUME("cdi.kubevirt.io", "DataVolume", "storage"),
    CLAIM("", "PersistentVolumeClaim", "storage"),
    SERVICE_ACCOUNT("", "ServiceAccount", "network"),
    NETWORK_ATTACHMENT("k8s.cni.cncf.io", "NetworkAttachmentDefinition", "network");

    private final String group;
    private final String kind;
    private final String dependency;

    GraphKind(String group, String kind, String dependency) {
        this.group = group;
        this.kind = kind;
        this.dependency = dependency;
    }

    /** Returns the kind that an instance type or preference matcher names, in lower case. */
    static Optional<GraphKind> ofMatcher(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.group.startsWith("instancetype")
                        && kind.kind.toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    boolean isClusterScoped() {
        return this == CLUSTER_INSTANCETYPE || this == CLUSTER_PREFERENCE;
    }

    String group() {
        return group;
    }

    String kind() {
        return kind;
    }

    String dependency() {
        return dependency;
    }
}
