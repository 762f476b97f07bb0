package dev.slipway.cluster.installation;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.ui.traces.Traces;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What there is on the nodes of a cluster, and in its API, that machines may leave behind: processes, network devices and
 * namespaces, mounts, cgroups, files, packet filters, objects.
 */
final class NodeTraces {
    private static final List<String> NODES = List.of("node1", "node2");

    /** Counters run on; processes and devices that have come again have another number. */
    private static final String SCRIPT = """
            exec 2>/dev/null
            cgroups=$(sed -n 's/^cgroupRoot: //p' /etc/kubernetes/kubelet.yaml)
            ps -eo args= | grep -E '^[^ ]*(qemu|slipway-|catatonit|containerd-shim|swtpm|virtiofsd)' | sed 's/^/process /'
            ip -o link | sed -E 's/^[0-9]+: ([^:@]+).*/port \\1/'
            ls /run/netns | sed 's/^/namespace /'
            awk '{print "mount " $2}' /proc/self/mounts
            find /sys/fs/cgroup -type d -path "*$cgroups/*pod*" | sed 's/^/cgroup /'
            find /run/slipway /var/lib/cni -mindepth 1 | sed 's/^/file /'
            find /var/lib/kubelet/pods -mindepth 1 -maxdepth 1 | sed 's/^/file /'
            iptables-save | grep '^-A' | sed 's/^/rule /'
            """;

    private static final String OBJECTS = "pods,pvc,vm,vmi,dv,secrets,configmaps,controllerrevisions,services";

    private NodeTraces() {}

    /** Looks at every node, and at the API. */
    static Traces of(RealCluster cluster, Kubectl kubectl) {
        Set<String> found = new TreeSet<>();
        for (String node : NODES) {
            cluster.onNode(node, "sh", "-c", SCRIPT)
                    .lines()
                    .map(line -> line.replaceFirst(" ", " on " + node + ": "))
                    .forEach(found::add);
        }
        kubectl.run(
                        "get",
                        OBJECTS,
                        "-A",
                        "-o",
                        "jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}{'\\n'}{end}")
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> found.add("object " + line));
        return new Traces(found);
    }
}
