package dev.slipway.standalone.apiserver.discovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.vncproxy.subresource.MachineDocuments;
import dev.slipway.vncproxy.subresource.Subresources;
import dev.slipway.vncproxy.subresource.TemplateApi;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The groups that the console proxy and the importer serve behind this API server. */
public final class AggregatedGroups {
    private static final String MACHINES = "virtualmachines";

    private AggregatedGroups() {}

    /** Returns {@code subresources.kubevirt.io}. */
    public static ApiGroup subresources() {
        return new ApiGroup(
                "subresources.kubevirt.io",
                Stream.of("v1", "v1alpha3")
                        .map(version -> new ApiGroup.Version(version, subresources(version)))
                        .toList());
    }

    /** Returns {@code subresources.template.kubevirt.io}. */
    public static ApiGroup templates() {
        return new ApiGroup(
                TemplateApi.GROUP,
                TemplateApi.VERSIONS.stream()
                        .map(version -> new ApiGroup.Version(
                                version,
                                TemplateApi.ACTIONS.stream()
                                        .map(action -> ApiResource.sub(
                                                TemplateApi.TEMPLATES,
                                                action,
                                                true,
                                                new ApiResource.Kind(
                                                        TemplateApi.GROUP, version, "ProcessedVirtualMachineTemplate"),
                                                "create"))
                                        .toList()))
                        .toList());
    }

    /** Returns {@code slipway.dev}. */
    public static ApiGroup documents() {
        ApiResource xml = ApiResource.sub(
                "virtualmachineinstances",
                MachineDocuments.LIBVIRT_XML,
                true,
                new ApiResource.Kind("kubevirt.io", "v1", "VirtualMachineInstance"),
                "get");
        return new ApiGroup(
                MachineDocuments.GROUP, List.of(new ApiGroup.Version(MachineDocuments.VERSION, List.of(xml))));
    }

    /** Returns {@code upload.cdi.kubevirt.io}. */
    public static ApiGroup upload() {
        ApiResource.Kind kind = new ApiResource.Kind("upload.cdi.kubevirt.io", "v1beta1", "UploadTokenRequest");
        ApiResource requests = new ApiResource(
                "uploadtokenrequests",
                "uploadtokenrequest",
                true,
                kind,
                List.of("create"),
                List.of("utr", "utrs"),
                List.of());
        return new ApiGroup("upload.cdi.kubevirt.io", List.of(new ApiGroup.Version("v1beta1", List.of(requests))));
    }

    /** Returns the kind of {@code upload.cdi.kubevirt.io}, which is only ever created, and never stored. */
    public static ResourceType uploadTokenRequest() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putArray("required").add("spec");
        ObjectNode fields = schema.putObject("properties");
        fields.putObject("apiVersion").put("type", "string");
        fields.putObject("kind").put("type", "string");
        fields.putObject("metadata").put("type", "object");
        ObjectNode spec = fields.putObject("spec").put("type", "object");
        spec.putArray("required").add("pvcName");
        spec.putObject("properties").putObject("pvcName").put("type", "string");
        fields.putObject("status")
                .put("type", "object")
                .putObject("properties")
                .putObject("token")
                .put("type", "string");
        return new ResourceType(
                "upload.cdi.kubevirt.io",
                "v1beta1",
                "UploadTokenRequest",
                "uploadtokenrequests",
                "uploadtokenrequest",
                List.of("utr", "utrs"),
                List.of(),
                true,
                Set.of(),
                // kubectl reads in the document's patch whether the server checks fields itself; there is no such call.
                List.of("create", "patch"),
                false,
                schema,
                List.of(),
                true);
    }

    private static List<ApiResource> subresources(String version) {
        ApiResource.Kind machine = new ApiResource.Kind("kubevirt.io", version, "VirtualMachine");
        ApiResource.Kind instance = new ApiResource.Kind("kubevirt.io", version, "VirtualMachineInstance");
        return Subresources.all().stream()
                .map(offer -> offer.subresource().isEmpty()
                        ? new ApiResource(
                                offer.resource(), "", true, machine, List.of(offer.verb()), List.of(), List.of())
                        : ApiResource.sub(
                                offer.resource(),
                                offer.subresource(),
                                true,
                                offer.resource().equals(MACHINES) ? machine : instance,
                                offer.verb()))
                .toList();
    }
}
