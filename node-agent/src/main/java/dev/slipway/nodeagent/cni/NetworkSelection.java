package dev.slipway.nodeagent.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * A network that a Pod asks to join (Network Plumbing Working Group, specification 1.3 §4.1).
 *
 * @param namespace namespace of the NetworkAttachmentDefinition
 * @param name its name
 * @param device device to be made in the Pod
 * @param mac hardware address asked for
 * @param ips addresses asked for, with prefix lengths
 */
public record NetworkSelection(String namespace, String name, String device, Optional<String> mac, List<String> ips) {
    /** The Pod annotation. */
    public static final String ANNOTATION = "k8s.v1.cni.cncf.io/networks";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 64;
    private static final String LABEL = "[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?";
    private static final Pattern SHORT =
            Pattern.compile("(?:(" + LABEL + ")/)?(" + LABEL + ")(?:@([A-Za-z0-9_.-]{1,15}))?");

    public NetworkSelection {
        ips = List.copyOf(ips);
    }

    /** Returns {@code namespace/name}. */
    public String key() {
        return namespace + "/" + name;
    }

    /**
     * Reads the annotation: {@code ns/name@device, …} or a JSON list.
     *
     * @param text the annotation
     * @param podNamespace namespace of those that name none
     */
    public static List<NetworkSelection> parse(String text, String podNamespace) throws CniProblem.Failed {
        if (text.isBlank()) {
            return List.of();
        }
        List<NetworkSelection> selections =
                text.strip().startsWith("[") ? json(text, podNamespace) : shortForm(text, podNamespace);
        if (selections.size() > MOST) {
            throw invalid("it names %d networks, more than %d".formatted(selections.size(), MOST));
        }
        var devices = new HashSet<String>();
        for (NetworkSelection selection : selections) {
            if (!devices.add(selection.device())) {
                throw invalid("two networks want the device '%s'".formatted(selection.device()));
            }
        }
        return selections;
    }

    private static List<NetworkSelection> shortForm(String text, String podNamespace) throws CniProblem.Failed {
        var selections = new ArrayList<NetworkSelection>();
        for (String part : text.split(",")) {
            selections.add(one(part.strip(), podNamespace, selections.size() + 1));
        }
        return selections;
    }

    private static NetworkSelection one(String part, String podNamespace, int number) throws CniProblem.Failed {
        Matcher matcher = SHORT.matcher(part);
        if (!matcher.matches()) {
            throw invalid("'%s' is not of the form namespace/name@device".formatted(part));
        }
        return new NetworkSelection(
                matcher.group(1) == null ? podNamespace : matcher.group(1),
                matcher.group(2),
                matcher.group(3) == null ? "net" + number : matcher.group(3),
                Optional.empty(),
                List.of());
    }

    private static List<NetworkSelection> json(String text, String podNamespace) throws CniProblem.Failed {
        JsonNode list;
        try {
            list = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid("it is not JSON: " + e.getOriginalMessage());
        }
        var selections = new ArrayList<NetworkSelection>();
        for (JsonNode element : list) {
            String device = element.path("interface").asText("");
            NetworkSelection plain = one(
                    element.path("namespace").asText(podNamespace) + "/"
                            + element.path("name").asText("")
                            + (device.isEmpty() ? "" : "@" + device),
                    podNamespace,
                    selections.size() + 1);
            String mac = element.path("mac").asText("").toLowerCase(Locale.ROOT);
            if (!mac.isEmpty() && !mac.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}")) {
                throw invalid("'%s' is not a hardware address".formatted(mac));
            }
            List<String> ips = StreamSupport.stream(element.path("ips").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            selections.add(new NetworkSelection(
                    plain.namespace(),
                    plain.name(),
                    plain.device(),
                    mac.isEmpty() ? Optional.empty() : Optional.of(mac),
                    ips));
        }
        return selections;
    }

    private static CniProblem.Failed invalid(String why) {
        return new CniProblem.Failed(new CniProblem.SelectionInvalid(why));
    }
}
