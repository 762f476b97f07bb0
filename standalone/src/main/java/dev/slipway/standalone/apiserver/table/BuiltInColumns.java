package dev.slipway.standalone.apiserver.table;

import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The columns of each built-in kind. */
final class BuiltInColumns {
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final Map<GroupResource, List<Column>> COLUMNS = columns();

    private BuiltInColumns() {}

    static List<Column> of(GroupResource resource) {
        return COLUMNS.getOrDefault(resource, CoreColumns.created());
    }

    private static Map<GroupResource, List<Column>> columns() {
        Map<GroupResource, List<Column>> columns = new HashMap<>();
        columns.put(new GroupResource("", "configmaps"), CoreColumns.configMaps());
        columns.put(new GroupResource("", "endpoints"), CoreColumns.endpoints());
        columns.put(new GroupResource("", "events"), EventColumns.all());
        columns.put(new GroupResource("events.k8s.io", "events"), EventColumns.all());
        columns.put(new GroupResource("", "namespaces"), CoreColumns.namespaces());
        columns.put(new GroupResource("", "nodes"), NodeColumns.all());
        columns.put(new GroupResource("", "persistentvolumeclaims"), StorageColumns.claims());
        columns.put(new GroupResource("", "persistentvolumes"), StorageColumns.volumes());
        columns.put(new GroupResource("", "pods"), PodColumns.all());
        columns.put(new GroupResource("", "resourcequotas"), CoreColumns.resourceQuotas());
        columns.put(new GroupResource("", "secrets"), CoreColumns.secrets());
        columns.put(new GroupResource("", "serviceaccounts"), CoreColumns.serviceAccounts());
        columns.put(new GroupResource("", "services"), CoreColumns.services());
        columns.put(new GroupResource("apiregistration.k8s.io", "apiservices"), CoreColumns.apiServices());
        columns.put(new GroupResource("apps", "controllerrevisions"), CoreColumns.controllerRevisions());
        columns.put(new GroupResource("coordination.k8s.io", "leases"), CoreColumns.leases());
        columns.put(new GroupResource("policy", "poddisruptionbudgets"), CoreColumns.disruptionBudgets());
        columns.put(new GroupResource(RBAC, "clusterrolebindings"), CoreColumns.roleBindings());
        columns.put(new GroupResource(RBAC, "rolebindings"), CoreColumns.roleBindings());
        columns.put(new GroupResource("scheduling.k8s.io", "priorityclasses"), CoreColumns.priorityClasses());
        columns.put(new GroupResource("storage.k8s.io", "csidrivers"), StorageColumns.drivers());
        columns.put(new GroupResource("storage.k8s.io", "storageclasses"), StorageColumns.classes());
        return Map.copyOf(columns);
    }
}
