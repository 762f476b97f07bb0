package dev.slipway.standalone.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.recorded.RecordedApi.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sends every recorded write as a dry run, and every recorded expansion, to a running API server: field validation, schemas, CEL rules
 * and admission are all in the way. An update first creates what was there before.
 */
public final class RecordedWrites {
    private static final List<Deliberate<JsonNode>> DELIBERATE = List.of(
            new Deliberate<>(
                    "KubeVirt and CDI crash on an empty spec and answer 500; what is missing is named instead",
                    one -> one.at("/meta/httpCode").asInt() == 500
                            && one.at("/reply/message").asText().endsWith("EOF")),
            new Deliberate<>(
                    "what a DataVolume may be cloned from is noted on it in place of CDI's signed token",
                    one -> one.at("/reply/metadata/annotations").toString().contains("clone.token")));

    private static final Set<String> IMPORT_KINDS = Set.of(
            "DataVolume",
            "DataSource",
            "DataImportCron",
            "StorageProfile",
            "CDI",
            "CDIConfig",
            "VolumeImportSource",
            "VolumeUploadSource",
            "VolumeCloneSource");

    private static final String IMPORT_WORLD = """
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: src-pvc, namespace: adm}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
            ---
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: src-pvc, namespace: src}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
            ---
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: taken, namespace: adm}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
            ---
            {apiVersion: cdi.kubevirt.io/v1beta1, kind: DataSource, metadata: {name: ds-ok, namespace: adm}, spec: {source: {pvc: {name: src-pvc, namespace: adm}}}}
            ---
            {apiVersion: cdi.kubevirt.io/v1beta1, kind: DataSource, metadata: {name: ds-empty, namespace: adm}, spec: {source: {}}}
            ---
            {apiVersion: cdi.kubevirt.io/v1beta1, kind: DataSource, metadata: {name: ds-far, namespace: adm}, spec: {source: {pvc: {name: src-pvc, namespace: src}}}}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: recorded-volumes}, rules: [{apiGroups: [cdi.kubevirt.io], resources: [datavolumes], verbs: ['*']}]}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: recorded-sources}, rules: [{apiGroups: [cdi.kubevirt.io], resources: [datavolumes/source], verbs: [create]}]}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: recorded-pods}, rules: [{apiGroups: [''], resources: [pods], verbs: [create]}]}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: volumes, namespace: adm}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: recorded-volumes}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}, {apiGroup: rbac.authorization.k8s.io, kind: User, name: carol}, {apiGroup: rbac.authorization.k8s.io, kind: User, name: dave}, {apiGroup: rbac.authorization.k8s.io, kind: User, name: erin}]}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: sources, namespace: src}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: recorded-sources}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: carol}, {apiGroup: rbac.authorization.k8s.io, kind: User, name: erin}]}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: pods, namespace: src}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: recorded-pods}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: dave}]}
            """;

    private static final Set<String> STATUS_INSIDE =
            Set.of("VirtualMachineInstance", "DataSource", "DataImportCron", "CDIConfig", "StorageProfile");

    private final RecordedApi api;
    private final Duration configurationDelay;

    /** @param configurationDelay how long a change of the configuration takes to reach admission */
    public RecordedWrites(RecordedApi api, Duration configurationDelay) {
        this.api = api;
        this.configurationDelay = configurationDelay;
    }

    /** Makes what was there when the recordings were made. */
    public void prepare() throws IOException {
        api.makeNamespace("adm");
        api.makeNamespace("exp");
        Set.of(api.controller(), RecordedApi.RECORDED_CONTROLLER, "system:serviceaccount:kubevirt:kubevirt-apiserver")
                .forEach(api::allowEverything);
        for (JsonNode fixture : RecordedApi.document("fixtures.json")) {
            String all = api.collection(fixture, "adm")
                    .orElseThrow(() -> new IllegalStateException("not served: " + fixture));
            RecordedApi.demand(api.post(all, fixture));
        }
        LiveObjects.make(api);
    }

    /** Replays the writes. */
    public Tally writes() throws IOException, InterruptedException {
        Tally tally = new Tally("writes");
        Map<String, List<JsonNode>> byConfiguration = RecordedApi.cases("admission.jsonl").stream()
                .collect(Collectors.groupingBy(
                        one -> one.at("/meta/config").asText("default"), TreeMap::new, Collectors.toList()));
        JsonNode configurations = RecordedApi.document("configs.json");
        for (Map.Entry<String, List<JsonNode>> entry : byConfiguration.entrySet()) {
            api.configure(configurations.path(entry.getKey()));
            Thread.sleep(configurationDelay);
            for (JsonNode one : entry.getValue()) {
                judge(one, write(one), tally);
            }
        }
        api.configure(configurations.path("default"));
        return tally;
    }

    /** Makes what was there when a real CDI was asked: claims, DataSources, and users of few rights. */
    public void prepareImports() throws IOException {
        List.of("adm", "src", "upd").forEach(api::makeNamespace);
        for (JsonNode object : new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(IMPORT_WORLD)
                .readAll()) {
            String all = api.collection(object, "adm").orElseThrow();
            RecordedApi.demand(api.post(all, object));
        }
    }

    /** Replays what a real CDI was asked, as far as those kinds are served here. */
    public Tally imports() throws IOException {
        Tally tally = new Tally("imports");
        for (JsonNode one : RecordedApi.cases("../../cdi/recorded/admission.jsonl")) {
            if (IMPORT_KINDS.contains(one.at("/in/kind").asText())) {
                judge(one, write(one), tally);
            }
        }
        return tally;
    }

    /** Replays the expansions. */
    public Tally expansions() throws IOException {
        Tally tally = new Tally("expansions");
        for (JsonNode one : RecordedApi.cases("expand.jsonl")) {
            judge(one, expand(one), tally);
        }
        return tally;
    }

    private Reply write(JsonNode one) {
        JsonNode meta = one.path("meta");
        JsonNode object = one.path("in");
        Optional<String> all = api.collection(object, "adm");
        if (all.isEmpty()) {
            throw new IllegalStateException("not served: " + object.path("kind"));
        }
        String query = "?dryRun=All&"
                + meta.path("query").asText("fieldValidation=Warn").replace("dryRun=All&", "");
        Optional<String> user =
                Optional.ofNullable(meta.path("user").textValue()).map(api::user);
        if (meta.path("operation").asText().equals("CREATE")) {
            return api.send("POST", all.get() + query, Optional.of(object), "application/json", user);
        }
        if (object.path("kind").asText().equals("KubeVirt")) {
            return replaceInstallation(one, query, user);
        }
        String place = all.get() + "/" + object.at("/metadata/name").asText();
        putBefore(all.get(), place, one.path("before"));
        Reply reply = replace(place, one, object.deepCopy(), query, user);
        api.remove(place);
        return reply;
    }

    /** The one that is there stays, wherever it is. */
    private Reply replaceInstallation(JsonNode one, String query, Optional<String> user) {
        ObjectNode changed = one.path("in").deepCopy();
        String recorded = changed.at("/metadata/namespace").asText();
        changed.withObjectProperty("metadata")
                .set("namespace", api.installation().orElseThrow().path("namespace"));
        Reply reply = replace(api.installationPlace(), one, changed, query, user);
        if (reply.isSuccess()) {
            ((ObjectNode) reply.body().path("metadata")).put("namespace", recorded);
        }
        return reply;
    }

    private Reply replace(String place, JsonNode one, ObjectNode changed, String query, Optional<String> user) {
        changed.withObjectProperty("metadata")
                .put(
                        "resourceVersion",
                        api.get(place).body().at("/metadata/resourceVersion").asText());
        String part = one.at("/meta/subresource").asText("");
        return api.send(
                "PUT",
                place + (part.isEmpty() ? "" : "/" + part) + query,
                Optional.of(changed),
                "application/json",
                user);
    }

    private void putBefore(String all, String place, JsonNode before) {
        ObjectNode object = before.deepCopy();
        object.withObjectProperty("metadata")
                .remove(List.of(
                        "uid",
                        "creationTimestamp",
                        "resourceVersion",
                        "managedFields",
                        "generation",
                        // an owner that is not there would take the object along
                        "ownerReferences"));
        JsonNode status = object.remove("status");
        api.remove(place);
        RecordedApi.demand(api.postAsController(all, object));
        if (status != null && !status.isEmpty()) {
            boolean apart = !STATUS_INSIDE.contains(before.path("kind").asText());
            RecordedApi.demand(api.writeStatus(place, apart, status));
        }
    }

    private Reply expand(JsonNode one) {
        String verb = one.at("/meta/verb").asText();
        String path = "/apis/subresources.kubevirt.io/v1/namespaces/exp/"
                + one.at("/meta/path").asText();
        JsonNode object = one.path("in");
        if (verb.equals("PUT") || !object.isObject()) {
            return api.send(
                    verb,
                    path,
                    Optional.of(object).filter(body -> !body.isNull() && !body.isMissingNode()),
                    "application/json",
                    Optional.empty());
        }
        String all = api.collection(object, "exp").orElseThrow();
        String place = all + "/" + object.at("/metadata/name").asText();
        putBefore(all, place, object);
        Reply reply = api.get(path);
        api.remove(place);
        return reply;
    }

    private static void judge(JsonNode one, Reply reply, Tally tally) {
        int wanted = one.at("/meta/httpCode").asInt();
        JsonNode want = one.path("reply");
        List<String> found = new ArrayList<>();
        if (reply.code() != wanted) {
            found.add("code: want %d %s, got %d %s"
                    .formatted(
                            wanted,
                            want.path("message"),
                            reply.code(),
                            reply.body().path("message")));
        } else if (wanted >= 300) {
            Set<String> causes = Difference.causes(want);
            Set<String> ours = Difference.causes(reply.body());
            if (!causes.isEmpty() && !causes.equals(ours)) {
                found.add("causes: want %s, got %s".formatted(causes, ours));
            }
        } else {
            found.addAll(Difference.of(withoutStatus(want), withoutStatus(reply.body())));
        }
        Optional<String> reason = Deliberate.reason(DELIBERATE, one);
        String name = one.path("name").asText();
        if (found.isEmpty()) {
            tally.agrees();
        } else if (reason.isPresent()) {
            tally.differsOnPurpose(name, reason.get());
        } else {
            tally.differs(name, found);
        }
    }

    private static JsonNode withoutStatus(JsonNode object) {
        JsonNode copy = Difference.comparable(object);
        ((ObjectNode) copy).remove("status");
        return copy;
    }
}
