package dev.slipway.nodeagent.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.nodeagent.netns.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Attaches Pods to networks by running CNI plugins (CNI specification 1.0.0 §2, the exec protocol). */
public final class CniNetworks {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Plugins that ask a DHCP server or a cloud take seconds; one that hangs must not hold a Pod for ever. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Bridges and addresses belong to the node, not to the Pod of who runs the plugin; process 1 is the node's first. */
    private static final List<String> ON_NODE = List.of("nsenter", "--net=/proc/1/ns/net", "--");

    private final List<Path> plugins;
    private final List<String> prefix;

    private CniNetworks(List<Path> plugins, List<String> prefix) {
        this.plugins = List.copyOf(plugins);
        this.prefix = prefix;
    }

    /**
     * Uses the plugins of some directories.
     *
     * @param plugins directories, the first that has a plugin counts
     */
    public CniNetworks(List<Path> plugins) {
        this(plugins, List.of());
    }

    /** As the constructor, for a process in a Pod of its own that sees the processes of the node. */
    public static CniNetworks ofNode(List<Path> plugins) {
        return new CniNetworks(plugins, ON_NODE);
    }

    /**
     * Attaches (ADD). If a plugin fails, what the ones before it did is undone.
     *
     * @return the attachment with the result that {@link #detach} and {@link #check} need
     * @throws CniProblem.Failed if a plugin is missing or says no
     */
    public Attachment attach(Attachment attachment) throws IOException {
        NetworkConfiguration configuration = configuration(attachment);
        String result = null;
        try {
            for (int i = 0; i < configuration.plugins().size(); i++) {
                result = run("ADD", attachment, configuration, i, result);
            }
        } catch (IOException e) {
            undo(attachment, e);
            throw e;
        }
        return attachment.withResult(result == null ? "{}" : result);
    }

    /**
     * Detaches (DEL), last plugin first; done twice or with the namespace gone it is no error. A plugin that fails does
     * not keep the others from giving back what they hold.
     */
    public void detach(Attachment attachment) throws IOException {
        NetworkConfiguration configuration = configuration(attachment);
        IOException failure = null;
        for (int i = configuration.plugins().size() - 1; i >= 0; i--) {
            try {
                run("DEL", attachment, configuration, i, attachment.result());
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Checks (CHECK) that an attachment is still as it was made; version 0.3 of the specification has no checks. */
    public void check(Attachment attachment) throws IOException {
        NetworkConfiguration configuration = configuration(attachment);
        if (configuration.disableCheck() || configuration.version().startsWith("0.3")) {
            return;
        }
        for (int i = 0; i < configuration.plugins().size(); i++) {
            run("CHECK", attachment, configuration, i, attachment.result());
        }
    }

    /** Returns what an attachment got. */
    public static CniResult result(Attachment attachment) {
        String text = attachment.result();
        return CniResult.parse(text == null ? "{}" : text, attachment.device());
    }

    private void undo(Attachment attachment, IOException cause) {
        try {
            detach(attachment);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private String run(
            String command,
            Attachment attachment,
            NetworkConfiguration configuration,
            int index,
            @Nullable String previous)
            throws IOException {
        ObjectNode input = configuration.forPlugin(index);
        String type = input.path("type").asText();
        runtimeConfiguration(input, attachment);
        if (previous != null) {
            input.set("prevResult", JSON.readTree(previous));
        }
        Command.Result result = Command.run(
                Stream.concat(
                                prefix.stream(),
                                Stream.of(program(configuration.name(), type).toString()))
                        .toList(),
                environment(command, attachment),
                input.toString(),
                DEADLINE);
        if (result.exitCode() != 0) {
            throw new CniProblem.Failed(
                    new CniProblem.PluginFailed(configuration.name(), type, command, reason(result)));
        }
        return command.equals("ADD") ? answer(configuration, type, result.output()) : "";
    }

    private static String answer(NetworkConfiguration configuration, String type, String output)
            throws CniProblem.Failed {
        try {
            JsonNode answer = JSON.readTree(output);
            if (answer != null && answer.isObject()) {
                return output;
            }
        } catch (JsonProcessingException e) {
            // Told below.
        }
        throw new CniProblem.Failed(
                new CniProblem.PluginFailed(configuration.name(), type, "ADD", "it did not print a JSON result"));
    }

    /** Gives what the Pod asks for to the plugins that say they can do it (conventions: mac, ips). */
    private static void runtimeConfiguration(ObjectNode plugin, Attachment attachment) {
        JsonNode capabilities = plugin.path("capabilities");
        if (attachment.mac() != null && capabilities.path("mac").asBoolean(false)) {
            plugin.withObject("/runtimeConfig").put("mac", attachment.mac());
        }
        if (!attachment.ips().isEmpty() && capabilities.path("ips").asBoolean(false)) {
            attachment.ips().forEach(plugin.withObject("/runtimeConfig").withArray("/ips")::add);
        }
        plugin.remove("capabilities");
    }

    private Map<String, String> environment(String command, Attachment attachment) {
        var arguments = new TreeMap<>(attachment.arguments());
        if (attachment.mac() != null) {
            arguments.put("MAC", attachment.mac());
        }
        boolean gone = command.equals("DEL") && !Files.exists(Path.of(attachment.namespacePath()));
        return Map.of(
                "CNI_COMMAND",
                command,
                "CNI_CONTAINERID",
                attachment.containerId(),
                "CNI_NETNS",
                gone ? "" : attachment.namespacePath(),
                "CNI_IFNAME",
                attachment.device(),
                "CNI_ARGS",
                arguments.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(";")),
                "CNI_PATH",
                plugins.stream().map(Path::toString).collect(Collectors.joining(":")));
    }

    private Path program(String network, String type) throws CniProblem.Failed {
        return plugins.stream()
                .map(directory -> directory.resolve(type))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new CniProblem.Failed(new CniProblem.PluginMissing(network, type)));
    }

    /** A plugin that fails prints {@code {"code":…,"msg":…,"details":…}}. */
    private static String reason(Command.Result result) {
        try {
            JsonNode error = JSON.readTree(result.output());
            String message = error == null ? "" : error.path("msg").asText("");
            String details = error == null ? "" : error.path("details").asText("");
            if (!message.isEmpty()) {
                return details.isEmpty() ? message : message + " (" + details + ")";
            }
        } catch (JsonProcessingException e) {
            // Then it printed something else.
        }
        String said = result.errors().isEmpty() ? result.output() : result.errors();
        return said.isEmpty() ? "exit code " + result.exitCode() : said;
    }

    private static NetworkConfiguration configuration(Attachment attachment) throws CniProblem.Failed {
        return NetworkConfiguration.parse(attachment.configuration(), attachment.device());
    }
}
