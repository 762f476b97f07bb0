# How the parts of the control plane are started; sourced by cluster.
# Only loopback addresses of the cluster's own and its bridge are used, so that clusters run side by side.

loopback() { echo "127.88.$INDEX.1"; }

start_etcd() {
    launch etcd "$ETCD/etcd" --name etcd --data-dir "$DATA/etcd" --unsafe-no-fsync --log-level warn \
        --listen-client-urls "http://$(loopback):2379" --advertise-client-urls "http://$(loopback):2379" \
        --listen-peer-urls "http://$(loopback):2380" --initial-advertise-peer-urls "http://$(loopback):2380" \
        --initial-cluster "etcd=http://$(loopback):2380"
}

start_apiserver() {
    local pki=$DATA/pki
    # The API server reads this file again whenever it changes: a test writes its issuer into it.
    if [ ! -e "$DATA/authentication.yaml" ]; then
        printf '%s\n' 'apiVersion: apiserver.config.k8s.io/v1' 'kind: AuthenticationConfiguration' 'jwt: []' >"$DATA/authentication.yaml"
    fi
    # What the parts of Slipway ask for, to be held against their rights.
    cat >"$DATA/audit-policy.yaml" <<'YAML'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: Metadata, userGroups: ["system:serviceaccounts:slipway"]}
- {level: None}
YAML
    launch apiserver "$KUBERNETES/kube-apiserver" --etcd-servers "http://$(loopback):2379" \
        --bind-address "$(address)" --advertise-address "$(address)" --secure-port 6443 \
        --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" --client-ca-file "$pki/ca.crt" \
        --authentication-config "$DATA/authentication.yaml" --authorization-mode Node,RBAC --allow-privileged=true \
        --enable-admission-plugins NodeRestriction \
        --service-cluster-ip-range 10.96.0.0/16 --service-account-issuer https://kubernetes.default.svc.cluster.local \
        --service-account-key-file "$pki/service-accounts.pub" --service-account-signing-key-file "$pki/service-accounts.key" \
        --kubelet-client-certificate "$pki/apiserver-kubelet.crt" --kubelet-client-key "$pki/apiserver-kubelet.key" \
        --kubelet-certificate-authority "$pki/ca.crt" --kubelet-preferred-address-types InternalIP \
        --requestheader-client-ca-file "$pki/front-proxy-ca.crt" --requestheader-allowed-names front-proxy-client \
        --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group \
        --requestheader-extra-headers-prefix X-Remote-Extra- \
        --proxy-client-cert-file "$pki/front-proxy.crt" --proxy-client-key-file "$pki/front-proxy.key" \
        --audit-policy-file "$DATA/audit-policy.yaml" --audit-log-path "$DATA/logs/audit.log" --audit-log-maxsize 100 --audit-log-maxbackup 1 \
        --enable-aggregator-routing=true
}

start_controller-manager() {
    local pki=$DATA/pki
    launch controller-manager "$KUBERNETES/kube-controller-manager" --kubeconfig "$pki/controller-manager.yaml" \
        --authentication-kubeconfig "$pki/controller-manager.yaml" --authorization-kubeconfig "$pki/controller-manager.yaml" \
        --bind-address "$(loopback)" --leader-elect=false --node-monitor-grace-period 30s --use-service-account-credentials=true --root-ca-file "$pki/ca.crt" \
        --service-account-private-key-file "$pki/service-accounts.key" \
        --cluster-signing-cert-file "$pki/ca.crt" --cluster-signing-key-file "$pki/ca.key"
}

start_scheduler() {
    local pki=$DATA/pki
    launch scheduler "$KUBERNETES/kube-scheduler" --kubeconfig "$pki/scheduler.yaml" \
        --authentication-kubeconfig "$pki/scheduler.yaml" --authorization-kubeconfig "$pki/scheduler.yaml" \
        --bind-address "$(loopback)" --leader-elect=false --kube-api-qps 1000 --kube-api-burst 2000
}

# The name server runs beside the nodes, so that it needs no image; Pods reach it by the usual service.
start_dns() {
    {
        echo ".:53 {"
        echo "    bind $(address)"
        echo "    errors"
        echo "    kubernetes cluster.local in-addr.arpa ip6.arpa {"
        echo "        kubeconfig $DATA/pki/dns.yaml"
        echo "        ttl 1"
        echo "    }"
        if grep -qs '^nameserver' /etc/resolv.conf; then echo "    forward . /etc/resolv.conf"; fi
        echo "}"
    } >"$DATA/Corefile"
    launch dns "$COREDNS/coredns" -conf "$DATA/Corefile"
}

name_services() {
    kubectl apply --server-side -f - >/dev/null <<YAML
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec:
  clusterIP: 10.96.0.10
  ports:
    - {name: dns, port: 53, protocol: UDP}
    - {name: dns-tcp, port: 53, protocol: TCP}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: kube-dns, namespace: kube-system, labels: {kubernetes.io/service-name: kube-dns}}
addressType: IPv4
endpoints:
  - {addresses: ["$(address)"], conditions: {ready: true}}
ports:
  - {name: dns, port: 53, protocol: UDP}
  - {name: dns-tcp, port: 53, protocol: TCP}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "system:coredns"}
rules:
  - {apiGroups: [""], resources: [services, pods, namespaces, endpoints], verbs: [list, watch]}
  - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: "system:coredns"}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:coredns"}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "system:dns"}
YAML
}
