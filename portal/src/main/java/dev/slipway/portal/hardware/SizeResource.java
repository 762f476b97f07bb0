package dev.slipway.portal.hardware;

import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.machines.MachineFacts;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Processors and memory of a machine. */
@Path("/machines/{namespace}/{name}/size")
@RunOnVirtualThread
public class SizeResource {
    private final HardwareDialogs dialogs;

    SizeResource(HardwareDialogs dialogs) {
        this.dialogs = dialogs;
    }

    @GET
    public Response ask(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        MachineFacts facts = dialogs.facts(namespace, name);
        Size size = facts.template().map(Size::of).orElse(new Size("1", "1", "1", ""));
        return ask(facts, size, Map.of(), Optional.empty());
    }

    @POST
    public Response change(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("sockets") @DefaultValue("") String sockets,
            @FormParam("cores") @DefaultValue("") String cores,
            @FormParam("threads") @DefaultValue("") String threads,
            @FormParam("memory") @DefaultValue("") String memory) {
        MachineFacts facts = dialogs.facts(namespace, name);
        Size size = new Size(sockets.strip(), cores.strip(), threads.strip(), memory.strip());
        Map<String, String> wrong = size.problems();
        if (!wrong.isEmpty()) {
            return ask(facts, size, wrong, Optional.empty());
        }
        Optional<String> refused = fixed(facts)
                .or(() -> dialogs.change(facts, "Change size", size.words(), vm -> TemplateEdit.setSize(vm, size)));
        return dialogs.end(
                facts, "", refused, why -> ask(facts, size, Map.of(), why), name + " is to have " + size.words() + ".");
    }

    private static Optional<String> fixed(MachineFacts facts) {
        return Optional.ofNullable(facts.vm().getSpec())
                .map(spec -> spec.instancetype())
                .map(type -> "The instance type " + type.name()
                        + " decides processors and memory. Give the machine another one in its YAML.");
    }

    private Response ask(MachineFacts facts, Size size, Map<String, String> wrong, Optional<String> refused) {
        String text = Devices.running(facts)
                ? "What the running guest can take over it gets at once: more sockets, more memory. Everything else waits"
                        + " for its next start; the summary says what."
                : "";
        return dialogs.ask(
                facts,
                new HardwareDialogs.Draft("Size of " + facts.key().name(), text, "size", "", "Change size"),
                List.of(
                        Dialog.Field.number("sockets", "Sockets", size.sockets(), ""),
                        Dialog.Field.number("cores", "Cores of a socket", size.cores(), ""),
                        Dialog.Field.number("threads", "Threads of a core", size.threads(), ""),
                        Dialog.Field.number("memory", "Memory, GiB", size.memory(), "")),
                wrong,
                refused.or(() -> fixed(facts)));
    }
}
