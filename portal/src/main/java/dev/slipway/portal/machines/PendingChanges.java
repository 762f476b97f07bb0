package dev.slipway.portal.machines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a machine's template has otherwise than the guest that runs. What the cluster filled in by itself when the guest
 * started is no difference: only what the template says counts, and what the guest has beside the template's named items.
 */
final class PendingChanges {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "name";

    private PendingChanges() {}

    /** Returns the changes that wait for a restart, by path below the template's spec; none while no guest runs. */
    static List<Difference> of(MachineFacts facts) {
        Optional<JsonNode> running =
                facts.instance().map(VirtualMachineInstance::getSpec).map(JSON::valueToTree);
        List<Difference> found = new ArrayList<>();
        facts.template()
                .<JsonNode>map(JSON::valueToTree)
                .ifPresent(template -> running.ifPresent(now -> compare("", now, template, found)));
        return List.copyOf(found);
    }

    private static void compare(String path, JsonNode running, JsonNode template, List<Difference> into) {
        if (template.isObject()) {
            template.properties()
                    .forEach(entry -> compare(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                            running.path(entry.getKey()),
                            entry.getValue(),
                            into));
        } else if (isNamed(template)) {
            template.forEach(item -> {
                Optional<JsonNode> now = named(running, item.path(NAME).asText());
                String place = path + "." + item.path(NAME).asText();
                now.ifPresentOrElse(
                        present -> compare(place, present, item, into),
                        () -> into.add(new Difference(place, "", "added")));
            });
            running.forEach(item -> {
                String name = item.path(NAME).asText();
                if (named(template, name).isEmpty()) {
                    into.add(new Difference(path + "." + name, "", "removed"));
                }
            });
        } else if (!template.isNull() && !template.equals(running)) {
            into.add(new Difference(path, shown(running), shown(template)));
        }
    }

    private static boolean isNamed(JsonNode list) {
        return list.isArray() && !list.isEmpty() && list.get(0).has(NAME);
    }

    private static Optional<JsonNode> named(JsonNode list, String name) {
        for (JsonNode item : list) {
            if (item.path(NAME).asText().equals(name)) {
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "" : value.isValueNode() ? value.asText() : value.toString();
    }
}
