package dev.slipway.portal.access;

/**
 * Something a user may or may not do.
 *
 * @param verb verb of Kubernetes' RBAC
 * @param group API group; "" for core
 * @param resource resource in plural
 * @param subresource subresource; "" for none
 */
public record Ask(String verb, String group, String resource, String subresource) {
    /** Sees virtual machines in lists. */
    public static final Ask LIST_MACHINES = of("list", "kubevirt.io", "virtualmachines");

    /** Makes virtual machines. */
    public static final Ask CREATE_MACHINES = of("create", "kubevirt.io", "virtualmachines");

    /** Changes virtual machines. */
    public static final Ask CHANGE_MACHINES = of("patch", "kubevirt.io", "virtualmachines");

    /** Deletes virtual machines. */
    public static final Ask DELETE_MACHINES = of("delete", "kubevirt.io", "virtualmachines");

    /** Takes snapshots of virtual machines. */
    public static final Ask TAKE_SNAPSHOTS = of("create", "snapshot.kubevirt.io", "virtualmachinesnapshots");

    /** Opens the screens of virtual machines. */
    public static final Ask OPEN_SCREENS = subresource("get", "virtualmachineinstances", "vnc");

    /** Opens the serial consoles of virtual machines. */
    public static final Ask OPEN_SERIAL_CONSOLES = subresource("get", "virtualmachineinstances", "console");

    /** Sees pictures of the screens of virtual machines. */
    public static final Ask SEE_SCREENS = subresource("get", "virtualmachineinstances", "vnc/screenshot");

    /** Sees snapshots of virtual machines. */
    public static final Ask LIST_SNAPSHOTS = of("list", "snapshot.kubevirt.io", "virtualmachinesnapshots");

    /** Brings virtual machines back to snapshots. */
    public static final Ask RESTORE_SNAPSHOTS = of("create", "snapshot.kubevirt.io", "virtualmachinerestores");

    /** Deletes snapshots of virtual machines. */
    public static final Ask DELETE_SNAPSHOTS = of("delete", "snapshot.kubevirt.io", "virtualmachinesnapshots");

    /** Clones virtual machines. */
    public static final Ask CLONE_MACHINES = of("create", "clone.kubevirt.io", "virtualmachineclones");

    /** Sees nodes in lists. */
    public static final Ask LIST_NODES = of("list", "", "nodes");

    /** Sees events. */
    public static final Ask LIST_EVENTS = of("list", "", "events");

    /** Sees images in lists. */
    public static final Ask LIST_IMAGES = of("list", "cdi.kubevirt.io", "datasources");

    /** Sees claims, and with them disks, in lists. */
    public static final Ask LIST_CLAIMS = of("list", "", "persistentvolumeclaims");

    /** Sees networks in lists. */
    public static final Ask LIST_NETWORKS = of("list", "k8s.cni.cncf.io", "network-attachment-definitions");

    /** Sees storage classes in lists. */
    public static final Ask LIST_STORAGE_CLASSES = of("list", "storage.k8s.io", "storageclasses");

    /** Sees exports in lists. */
    public static final Ask LIST_EXPORTS = of("list", "export.kubevirt.io", "virtualmachineexports");

    /** Makes images. */
    public static final Ask CREATE_IMAGES = of("create", "cdi.kubevirt.io", "datasources");

    /** Makes disks, and the disks of images. */
    public static final Ask CREATE_DATA_VOLUMES = of("create", "cdi.kubevirt.io", "datavolumes");

    /** Deletes images. */
    public static final Ask DELETE_IMAGES = of("delete", "cdi.kubevirt.io", "datasources");

    /** Returns the sentence for somebody who lacks this right in a namespace. */
    public String lackedIn(String namespace) {
        return "You may not do this in " + namespace + ": it needs the right to " + verb + " " + resource
                + (subresource.isEmpty() ? "" : "/" + subresource) + " (" + group + ").";
    }

    /** Returns the sentence for a user who lacks this right where he looks, as in "in the project shop". */
    public String lackedBy(String user, String where) {
        return "This needs the right to " + verb + " " + resource + (group.isEmpty() ? "" : "." + group) + " " + where
                + "; " + user + " does not have it. Ask an admin of the cluster for a role that gives it.";
    }

    /** Returns a right on a resource. */
    public static Ask of(String verb, String group, String resource) {
        return new Ask(verb, group, resource, "");
    }

    /** Returns a right on a subresource of subresources.kubevirt.io. */
    public static Ask subresource(String verb, String resource, String subresource) {
        return new Ask(verb, "subresources.kubevirt.io", resource, subresource);
    }
}
