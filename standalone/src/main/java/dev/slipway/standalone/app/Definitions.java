package dev.slipway.standalone.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32;

/**
 * The custom resource definitions of this build, applied where they are missing or not those of this build. An annotation
 * keeps the checksum of the text that was applied, so that an unchanged start asks one question and writes nothing.
 */
final class Definitions {
    /** Annotation with the checksum of the text. */
    private static final String CHECKSUM = "slipway.dev/definition-checksum";

    private static final List<String> NAMES = List.of(
            "cdiconfigs.cdi.kubevirt.io",
            "cdis.cdi.kubevirt.io",
            "dataimportcrons.cdi.kubevirt.io",
            "datasources.cdi.kubevirt.io",
            "datavolumes.cdi.kubevirt.io",
            "kubevirts.kubevirt.io",
            "migrationpolicies.migrations.kubevirt.io",
            "network-attachment-definitions.k8s.cni.cncf.io",
            "objecttransfers.cdi.kubevirt.io",
            "plugins.plugin.kubevirt.io",
            "storageprofiles.cdi.kubevirt.io",
            "virtualmachinebackups.backup.kubevirt.io",
            "virtualmachinebackuptrackers.backup.kubevirt.io",
            "virtualmachineclones.clone.kubevirt.io",
            "virtualmachineclusterinstancetypes.instancetype.kubevirt.io",
            "virtualmachineclusterpreferences.instancetype.kubevirt.io",
            "virtualmachineexports.export.kubevirt.io",
            "virtualmachineinstancemigrations.kubevirt.io",
            "virtualmachineinstancepresets.kubevirt.io",
            "virtualmachineinstancereplicasets.kubevirt.io",
            "virtualmachineinstances.kubevirt.io",
            "virtualmachineinstancetypes.instancetype.kubevirt.io",
            "virtualmachinepools.pool.kubevirt.io",
            "virtualmachinepreferences.instancetype.kubevirt.io",
            "virtualmachinerestores.snapshot.kubevirt.io",
            "virtualmachines.kubevirt.io",
            "virtualmachinesnapshotcontents.snapshot.kubevirt.io",
            "virtualmachinesnapshots.snapshot.kubevirt.io",
            "virtualmachinetemplaterequests.template.kubevirt.io",
            "virtualmachinetemplates.template.kubevirt.io",
            "volumeclonesources.cdi.kubevirt.io",
            "volumeimportsources.cdi.kubevirt.io",
            "volumesnapshotclasses.snapshot.storage.k8s.io",
            "volumesnapshots.snapshot.storage.k8s.io",
            "volumeuploadsources.cdi.kubevirt.io");
    private static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final long PATIENCE_SECONDS = 60;

    private final KubernetesClient client;

    Definitions(KubernetesClient client) {
        this.client = client;
    }

    /** Applies what differs, side by side. */
    void apply() throws IOException, InterruptedException {
        Map<String, String> applied = applied();
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (String name : NAMES) {
            byte[] text = text(name);
            String checksum = checksum(text);
            if (!checksum.equals(applied.get(name))) {
                writes.add(send(apply(name, text))
                        .thenCompose(_ -> send(annotate(name, checksum)))
                        .toCompletableFuture());
            }
        }
        await(CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new)));
    }

    private Map<String, String> applied() throws IOException, InterruptedException {
        JsonNode list = new ObjectMapper()
                .readTree(await(send(request(PATH)
                        .header("Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
                        .build())));
        Map<String, String> checksums = new HashMap<>();
        list.path("items")
                .forEach(item -> checksums.put(
                        item.at("/metadata/name").asText(),
                        item.at("/metadata/annotations").path(CHECKSUM).asText("")));
        return checksums;
    }

    private HttpRequest apply(String name, byte[] text) {
        return request(PATH + "/" + name + "?fieldManager=slipway&force=true")
                .method("PATCH", "application/apply-patch+yaml", new String(text, UTF_8))
                .build();
    }

    /** Comes after the definition itself: whoever was interrupted in between applies it once more. */
    private HttpRequest annotate(String name, String checksum) {
        return request(PATH + "/" + name + "?fieldManager=slipway-start")
                .method(
                        "PATCH",
                        "application/merge-patch+json",
                        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(CHECKSUM, checksum))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(client.getMasterUrl().toString()).resolve(path));
    }

    private CompletableFuture<String> send(HttpRequest request) {
        return client.getHttpClient().sendAsync(request, String.class).thenApply(response -> answer(request, response));
    }

    private static String answer(HttpRequest request, HttpResponse<String> response) {
        if (!response.isSuccessful()) {
            throw new IllegalStateException("%s %s was answered with %d: %s"
                    .formatted(request.method(), request.uri().getPath(), response.code(), response.body()));
        }
        return response.body();
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the definitions of the API could not be applied: " + e.getMessage(), e);
        }
    }

    private static byte[] text(String name) throws IOException {
        try (InputStream yaml = Definitions.class.getClassLoader().getResourceAsStream("crds/" + name + ".yaml")) {
            if (yaml == null) {
                throw new IOException("the definition " + name + " is missing in this build");
            }
            return yaml.readAllBytes();
        }
    }

    /** Finds changes, not forgeries, for which the cheapest sum will do. */
    private static String checksum(byte[] text) {
        CRC32 sum = new CRC32();
        sum.update(text);
        return "%08x-%d".formatted(sum.getValue(), text.length);
    }
}
