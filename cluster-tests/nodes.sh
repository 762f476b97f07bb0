# How a node comes and goes; sourced by cluster.

make_bridge() {
    [ -e "/sys/class/net/$(bridge)" ] || ip link add "$(bridge)" type bridge
    # Tells whose it is.
    ip link set "$(bridge)" alias "$DATA"
    ip address replace "$(address)/24" dev "$(bridge)"
    ip link set "$(bridge)" up
}

start_node() { # NODE
    local node=$1 folder=$DATA/$1
    pid_of "$node" >/dev/null && return
    make_cgroup "$node"
    mkdir -p "$folder"/{log,etc/containerd,etc/kubernetes,etc/cni/net.d} "$folder"/lib/{kubelet,containerd,cni}
    write_settings "$node"
    launch "$node" unshare --mount --uts --net --pid --fork --kill-child=KILL --mount-proc --propagation private \
        "$HERE/node" "$folder" "$node" "$KUBERNETES"
    # unshare only waits: the process below it is the node's first one.
    local outer pid=
    outer=$(pid_of "$node")
    until pid=$(ps -o pid= --ppid "$outer") && [ -n "$pid" ]; do sleep 0.02; done
    record "$node" $pid
    await 20 "$node's file system was not ready" "$node" test -e "/proc/$((pid))/root/run/ready"
    wire "$node"
    start_containerd "$node"
}

write_settings() { # NODE
    local node=$1 etc=$DATA/$1/etc
    echo "$node" | md5sum | cut -c1-32 >"$etc/machine-id"
    echo "nameserver $(address)" >"$etc/resolv.conf"
    cp "$DATA/pki/ca.crt" "$DATA/pki/$node".{crt,key,yaml} "$DATA/pki/proxy.yaml" "$etc/kubernetes/"
    cat >"$etc/cni/net.d/10-pods.conflist" <<JSON
{"cniVersion": "1.0.0", "name": "pods", "plugins": [
  {"type": "ptp", "ipam": {"type": "host-local", "dataDir": "/var/lib/cni/pods",
    "ranges": [[{"subnet": "$(pod_range "$node")"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
    cat >"$etc/containerd/config.toml" <<'TOML'
version = 2
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "localhost/pause:1"
# Where the container this runs in may not lower its own score, neither may Pods.
restrict_oom_score_adj = true
device_ownership_from_security_context = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/opt/cni/bin"
conf_dir = "/etc/cni/net.d"
TOML
    cat >"$etc/kubernetes/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: /etc/kubernetes/ca.crt}
authorization: {mode: Webhook}
tlsCertFile: /etc/kubernetes/$node.crt
tlsPrivateKeyFile: /etc/kubernetes/$node.key
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
# Kubelets that share one folder take each other's Pods for orphans and kill them.
cgroupRoot: /$(cgroup "$node")
enforceNodeAllocatable: []
failCgroupV1: false
failSwapOn: false
maxPods: 250
# The disk is shared, and images cannot be pulled again.
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
YAML
    cat >"$etc/kubernetes/proxy.yaml.conf" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clusterCIDR: 10.231.$((INDEX * 16)).0/20
hostnameOverride: $node
clientConnection: {kubeconfig: /etc/kubernetes/proxy.yaml}
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
iptables: {minSyncPeriod: 100ms}
YAML
}

# The kernel takes a link away by itself when the node at its other end ends, and may be at it just now.
remove_link() { # LINK
    local failure
    for _ in $(seq 250); do
        [ -e "/sys/class/net/$1" ] || return 0
        failure=$(ip link del "$1" 2>&1) || true
        sleep 0.02
    done
    say "The link $1 does not go away: $failure"
    return 1
}

# Joins the node to the bridge, and tells it and the machine where the Pods of the others are.
wire() { # NODE
    local node=$1 link
    link=$(bridge)n${1#node}
    remove_link "$link"
    ip link add "$link" type veth peer name eth0 netns "$(pid_of "$node")"
    ip link set "$link" master "$(bridge)" up
    enter "$node" sh -euc "ip address add $(node_address "$node")/24 dev eth0; ip link set eth0 up; ip route add default via $(address)"
    local other
    for other in $(nodes); do
        [ "$other" = "$node" ] || enter "$node" ip route replace "$(pod_range "$other")" via "$(node_address "$other")"
    done
    ip route replace "$(pod_range "$node")" via "$(node_address "$node")"
}

start_containerd() { # NODE
    launch_on "$1" containerd containerd
}

start_kubelet() { # NODE
    launch_on "$1" kubelet /opt/kubernetes/kubelet --config /etc/kubernetes/kubelet.yaml --kubeconfig "/etc/kubernetes/$1.yaml" \
        --hostname-override "$1" --node-ip "$(node_address "$1")"
}

start_proxy() { # NODE
    launch_on "$1" proxy /opt/kubernetes/kube-proxy --config /etc/kubernetes/proxy.yaml.conf
}

start_parts_of() { # NODE
    start_containerd "$1"
    await 20 "containerd did not answer" "$1/containerd" enter "$1" ctr version
    if ! enter "$1" ctr -n k8s.io images ls -q | grep -qx localhost/pause:1; then
        "$HERE/image" "$DATA/busybox.tar"
        import "$1" "$DATA/busybox.tar" >/dev/null
    fi
    start_kubelet "$1"
    start_proxy "$1"
}

import() { # NODE IMAGE
    if [ -d "$2" ]; then tar -C "$2" -cf - . ; else cat "$2"; fi | enter "$1" ctr -n k8s.io images import -
}

# Everything on a node ends with its first process; what it was given outside is taken back.
kill_node() { # NODE
    local part link loop
    kill_part "$1"
    for part in containerd kubelet proxy; do
        for _ in $(seq 500); do
            pid_of "$1/$part" >/dev/null || break
            sleep 0.02
        done
        rm -f "$DATA/pids/$1-$part"
    done
    [ "$INDEX" != none ] || return 0
    link=$(bridge)n${1#node}
    remove_link "$link"
    losetup -l -n -O NAME,BACK-FILE | while read -r loop file; do
        case $file in "$DATA/$1/"*) losetup -d "$loop" ;; esac
    done
    remove_cgroup "$1"
}

# --- control groups -----------------------------------------------------------------------------------------------
hierarchies() {
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        echo /sys/fs/cgroup
    else
        awk '$3 == "cgroup" {print $2}' /proc/self/mounts
    fi
}

make_cgroup() { # NODE
    local hierarchy name
    name=$(cgroup "$1")
    for hierarchy in $(hierarchies); do
        mkdir -p "$hierarchy/$name"
        if [ -e "$hierarchy/cpuset.cpus" ] && [ -e "$hierarchy/$name/cpuset.mems" ] && [ ! -e "$hierarchy/cgroup.controllers" ]; then
            cat "$hierarchy/cpuset.cpus" >"$hierarchy/$name/cpuset.cpus"
            cat "$hierarchy/cpuset.mems" >"$hierarchy/$name/cpuset.mems"
        fi
    done
}

remove_cgroup() { # NODE
    local hierarchy name
    name=$(cgroup "$1")
    # Beside those of version 1 runc uses that of version 2, too.
    for hierarchy in $(awk '$3 ~ /^cgroup2?$/ {print $2}' /proc/self/mounts); do
        [ -d "$hierarchy/$name" ] || continue
        for _ in $(seq 100); do
            find "$hierarchy/$name" -depth -type d -exec rmdir {} + 2>/dev/null && break
            sleep 0.05
        done
    done
}
